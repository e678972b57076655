import { COUNTRIES, type CountryCode } from './countries/countries.ts';
import type { Dice } from './dice.ts';
import { drawBic, drawIban, drawId } from './identifiers.ts';
import { LANGUAGES, type Language } from './words/languages.ts';

/** A number with what the page calls it. */
export interface Labelled {
  readonly label: string;
  readonly value: string;
  readonly printed: string;
}

/** A party of a drawn document. */
export interface Party {
  readonly name: string;
  /** The name without its legal form, as a logo has it. */
  readonly brand: string;
  readonly person: string;
  readonly street: string;
  readonly postcode: string;
  /** As records have it: with the state where that stands between town and postcode. */
  readonly city: string;
  /** What belongs to the town is a matter of taste where a state or a district stands beside it. */
  readonly cityUnsure: boolean;
  /** The lines of postcode, town and region. */
  readonly townLines: readonly string[];
  readonly country: CountryCode;
  /** Name of the country in the document's language. */
  readonly countryName: string;
  readonly vat: Labelled;
  readonly tax: Labelled | undefined;
  readonly register: string | undefined;
  readonly phone: string;
  readonly email: string;
  readonly web: string;
}

/** An account to pay to. */
export interface Account {
  readonly iban: string | undefined;
  readonly bic: string;
  readonly other: string | undefined;
  readonly bank: string;
}

const HEADS = 'Vel|Tor|Bran|Kas|Mir|Ost|Lun|Far|Hel|Gro|Pel|Sal|Nor|Wes|Dor|Ral|Tam|Quin|Zel|Arb'.split('|');
const MIDDLES = 'a|o|i|e|en|ar|is|um'.split('|');
const TAILS = 'mar|dell|vik|tano|berg|sen|lux|rin|kora|wald|nova|tis|mont|fell|ster|zio|lin|dorn'.split('|');
const BANKS =
  'Handelsbank|Volkskredit|Union Kredit|Banca Nord|Kreditkassen|First Harbour Bank|Banque du Fleuve|Merkurbank'.split(
    '|',
  );

/** A name that no company is meant by. */
function drawRoot(dice: Dice): string {
  return dice.pick(HEADS) + (dice.chance(0.5) ? dice.pick(MIDDLES) : '') + dice.pick(TAILS);
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

/** Draws a company of a country, as a document in `language` writes it. */
export function drawParty(dice: Dice, code: CountryCode, language: Language): Party {
  const country = COUNTRIES[code];
  const home = country.languages.includes(language) ? language : dice.pick(country.languages);
  const trade = dice.word(LANGUAGES[home].trades);
  const person = dice.word(LANGUAGES[home].people);
  const surname = person.split(' ')[1] ?? person;
  const brand = dice.weigh([
    [5, `${drawRoot(dice)} ${trade}`],
    [2, drawRoot(dice)],
    [2, `${trade} ${surname}`],
    [1, `${surname} & ${drawRoot(dice)}`],
    [0.6, `${drawRoot(dice)} ${trade} ${dice.word(LANGUAGES[home].trades)}`],
  ]);
  const form = dice.word(country.forms);
  const name = form.startsWith(',') ? `${brand}${form}` : `${brand} ${form}`;
  const [postcode = '', town = '', region = ''] = dice.word(country.towns).split(';');
  const n = String(dice.int(1, 148));
  const forms = country.townLine.split('|').filter((line) => region !== '' || !line.includes('{region}'));
  const townLine = dice.pick(forms.length > 0 ? forms : ['{postcode} {town}']);
  const between = /\{town\}.*\{region\}.*\{postcode\}/.test(townLine.replace('~', '\n'));
  const set = (line: string) =>
    line.replace(/\{(\w+)\}/g, (_, key: string) =>
      key === 'postcode' ? postcode : key === 'region' ? region : key === 'TOWN' ? town.toUpperCase() : town,
    );
  const street = dice
    .word(country.streets)
    .replaceAll('{n}', n)
    .replaceAll('{m}', String(dice.int(1, 9)));
  const domain = `${plain(brand).slice(0, 18)}.example.${country.domain}`;
  const labelled = (kind: { labels: string } | undefined): Labelled | undefined => {
    if (kind === undefined) return undefined;
    const { bare, printed } = drawId(dice, kind === country.vat ? country.vat : (country.tax ?? country.vat));
    return { label: dice.word(kind.labels), value: bare, printed };
  };
  const vat = labelled(country.vat);
  if (vat === undefined) throw new Error('unreachable');
  return {
    name,
    brand,
    person,
    street,
    postcode,
    city: between ? `${town}, ${region}` : town,
    cityUnsure: code === 'TR' || (between && !['US', 'CA', 'AU'].includes(code)),
    townLines: set(townLine).split('~'),
    country: code,
    countryName: new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code,
    vat,
    tax: labelled(country.tax),
    register:
      country.register === undefined ? undefined : dice.fill(dice.word(country.register).replace('{town}', town)),
    phone: dice.fill(dice.word(country.phones)),
    email: `${dice.pick(['info', 'office', 'mail', 'billing'])}@${domain}`,
    web: `www.${domain}`,
  };
}

/** Draws an account of a company. */
export function drawAccount(dice: Dice, code: CountryCode): Account {
  const { bban, account } = COUNTRIES[code];
  const domestic = account !== undefined && (bban === undefined || dice.chance(0.4));
  return {
    iban: bban === undefined || (domestic && dice.chance(0.5)) ? undefined : drawIban(dice, code, bban),
    bic: drawBic(dice, code),
    other: domestic ? dice.fill(dice.word(account)) : undefined,
    bank: dice.pick(BANKS),
  };
}
