import { COUNTRIES, type CountryCode, WEIGHTS } from './countries/countries.ts';
import type { Country } from './countries/country.ts';
import type { Dice } from './dice.ts';
import { drawLines, type Line } from './lines.ts';
import { daysAfter, drawPrints, type Prints, printDate } from './notation.ts';
import { type Account, drawAccount, drawParty, type Party } from './party.ts';
import { type Sums, sumsOf, type Taxation } from './sums.ts';
import { LANGUAGES, type Language } from './words/languages.ts';
import type { Words } from './words/words.ts';

export type Kind = 'invoice' | 'credit_note' | 'proforma' | 'corrected' | 'receipt';

/** A number other than the document's own. */
export interface Reference {
  readonly key: 'order' | 'customer' | 'deliveryNote' | 'contract' | 'project' | 'salesOrder' | 'original' | 'contact';
  readonly value: string;
}

/** What a document says, before it has a form. */
export interface Draft {
  readonly stem: string;
  readonly language: Language;
  readonly words: Words;
  readonly country: Country;
  readonly code: CountryCode;
  readonly kind: Kind;
  readonly number: string;
  readonly issued: string;
  readonly days: number;
  /** Where the page prints it. */
  readonly due: string | undefined;
  readonly delivered: string | undefined;
  readonly period: readonly [from: string, to: string] | undefined;
  readonly references: readonly Reference[];
  readonly seller: Party;
  readonly buyer: Party | undefined;
  readonly shipTo: Party | undefined;
  readonly accounts: readonly Account[];
  readonly prints: Prints;
  readonly taxation: Taxation;
  /** Its word for tax. */
  readonly taxWord: string;
  readonly lines: readonly Line[];
  /** Names of the sections that the lines are parted into. */
  readonly groups: readonly string[];
  readonly sums: Sums;
  readonly discountPercent: string | undefined;
}

const NUMBERS =
  '{y}-####|{y}/####|RE-{y}-####|%####|%######|F{y}-###|INV-######|{s}-%###-A|0001-%#######|FV/##/{m}/{y}|{y}{m}####|IN%####|R%###/{s}|{y}.###|@@-%####|{s}/%##|%##|A/#####|%### #### ##|VF{s}%####|{y}-@-###';
const ORDERS =
  '45########|45########|PO-#####|PO #####|%#####|%#######|B-####/##|4500-######|@@###|{y}-%###|%### ## ##|BEST %###|{s}####';

/** Draws what a document says. */
export function drawDraft(dice: Dice, stem: string): Draft {
  const code = dice.weigh(WEIGHTS);
  const country = COUNTRIES[code];
  const language = dice.pick<Language>(country.languages);
  const words = LANGUAGES[language];
  const kind = dice.weigh<Kind>([
    [76, 'invoice'],
    [9, 'credit_note'],
    [4, 'proforma'],
    [3, 'corrected'],
    [5, 'receipt'],
  ]);
  const issued = daysAfter('2023-01-09', dice.int(0, 1200));
  const prints = drawPrints(dice, country, language);
  const fillIn = (pattern: string) =>
    dice.fill(
      pattern.replace('{y}', issued.slice(0, 4)).replace('{s}', issued.slice(2, 4)).replace('{m}', issued.slice(5, 7)),
    );
  const seller = drawParty(dice, code, language);
  const abroad = dice.chance(0.13);
  const buyerCode = abroad ? dice.weigh(WEIGHTS) : code;
  const buyer = kind === 'receipt' ? undefined : drawParty(dice, buyerCode, language);
  const taxation = drawTaxation(dice, { country, seller, buyer, kind, language });
  const rates = drawRates(dice, country, taxation);
  const services = dice.chance(0.25) || taxation.withheld !== undefined;
  const count = drawCount(dice, kind);
  const scale =
    { CZK: 25, INR: 80, TRY: 30, SEK: 11, NOK: 11, DKK: 7, MXN: 18, ARS: 900, ZAR: 18, BRL: 5 }[country.currency] ?? 1;
  const lines = drawLines(dice, {
    words,
    count,
    rates,
    credit: kind === 'credit_note',
    services,
    discounts: dice.chance(0.2),
    scale,
    printDate: (day) => printDate(daysAfter(issued, day - 30), prints),
  });
  const changed = kind !== 'receipt';
  const discountPercent = changed && dice.chance(0.1) ? dice.pick(['2', '3', '5', '10', '7.5']) : undefined;
  const days = dice.pick([7, 10, 14, 20, 30, 30, 45, 60, 90]);
  return {
    stem,
    language,
    words,
    country,
    code,
    kind,
    number: fillIn(dice.word(NUMBERS)),
    issued,
    days,
    due: kind === 'receipt' || dice.chance(0.3) ? undefined : daysAfter(issued, days),
    delivered: dice.chance(0.3) ? daysAfter(issued, -dice.int(0, 20)) : undefined,
    period: dice.chance(0.15) ? [daysAfter(issued, -31), daysAfter(issued, -1)] : undefined,
    references: kind === 'receipt' ? [] : drawReferences(dice, fillIn, kind, words),
    seller,
    buyer,
    shipTo: kind !== 'receipt' && dice.chance(0.22) ? drawParty(dice, buyerCode, language) : undefined,
    accounts:
      kind === 'receipt' || dice.chance(0.15)
        ? []
        : Array.from(
            {
              length: dice.weigh([
                [6, 1],
                [2, 2],
                [0.5, 3],
              ]),
            },
            () => drawAccount(dice, code),
          ),
    prints,
    taxation,
    taxWord: taxWordOf(dice, country, language),
    lines,
    groups: count > 5 && dice.chance(0.15) ? dice.shuffle(words.groups.split('|')).slice(0, dice.int(2, 3)) : [],
    sums: sumsOf(lines, taxation, {
      discountPercent,
      shipping:
        changed && dice.chance(0.14) ? dice.pick(['4.90', '12.50', '25.00', '8.00', '49.00', '150.00']) : undefined,
      prepaidShare: changed && kind !== 'credit_note' && dice.chance(0.1) ? dice.pick([0.2, 0.3, 0.5, 1]) : 0,
      roundTo: dice.chance(0.35)
        ? { CHF: '0.05', CZK: '1', SEK: '1', NOK: '1', DKK: '0.25' }[country.currency]
        : undefined,
    }),
    discountPercent,
  };
}

const ROMANCE: Partial<Record<Language, string>> = { fr: 'TVA', it: 'IVA' };

/** A country of several languages has several words for its tax. */
function taxWordOf(dice: Dice, { languages, taxWords }: Country, language: Language): string {
  const word = dice.word(taxWords);
  if (new Set(languages).size === 1 || language === 'en' || /GST/.test(taxWords)) return word;
  const own = ROMANCE[language];
  if (own !== undefined) return own;
  const rest = taxWords.split('|').filter((one) => one !== 'TVA');
  return rest.includes(word) ? word : dice.pick(rest);
}

function drawCount(dice: Dice, kind: Kind): number {
  if (kind === 'receipt') return dice.int(1, 9);
  const [min, max] = dice.weigh([
    [3, [1, 2]],
    [5, [2, 6]],
    [3, [6, 14]],
    [1.4, [14, 45]],
    [0.35, [45, 110]],
    [0.12, [110, 250]],
  ] as const);
  return dice.int(min, max);
}

interface Case {
  readonly country: Country;
  readonly seller: Party;
  readonly buyer: Party | undefined;
  readonly kind: Kind;
  readonly language: Language;
}

function drawTaxation(dice: Dice, { country, seller, buyer, kind, language }: Case): Taxation {
  const one = (rate: string) => [{ name: '', rate }];
  const abroad = buyer !== undefined && buyer.country !== seller.country;
  const base = { split: one, reason: undefined, withheld: undefined };
  if (country.scheme === 'canada') {
    const french = language === 'fr';
    const region = seller.city.slice(-2);
    const [gst, second] = french ? ['TPS', 'TVQ'] : ['GST', region === 'QC' ? 'QST' : 'PST'];
    const harmonised = { ON: '13', NS: '14' }[region];
    const provincial = { QC: '9.975', BC: '7', MB: '7' }[region];
    return {
      ...base,
      kind: 'net',
      split: () =>
        harmonised !== undefined
          ? [{ name: french ? 'TVH' : 'HST', rate: harmonised }]
          : [{ name: gst, rate: '5' }, ...(provincial === undefined ? [] : [{ name: second, rate: provincial }])],
    };
  }
  if (country.scheme === 'india') {
    const local = dice.chance(0.6);
    const half = (rate: string) => String(Number(rate) / 2);
    return {
      ...base,
      kind: 'net',
      split: (rate) =>
        local ? ['CGST', 'SGST'].map((name) => ({ name, rate: half(rate) })) : [{ name: 'IGST', rate }],
    };
  }
  if (seller.country === 'BR') return { ...base, kind: 'none' };
  if (country.scheme === 'sales') return { ...base, kind: dice.chance(0.25) ? 'none' : 'net' };
  if (kind === 'receipt') return { ...base, kind: 'gross' };
  if (abroad || dice.chance(0.06)) {
    return {
      ...base,
      kind: 'zero',
      reason: abroad ? dice.pick(['reverse', 'intra'] as const) : dice.pick(['reverse', 'exempt', 'exempt'] as const),
    };
  }
  if (country.scheme === 'withholding' && dice.chance(0.12))
    return { ...base, kind: 'net', withheld: seller.country === 'IT' ? '20' : '15' };
  return { ...base, kind: dice.chance(0.1) ? 'gross' : 'net' };
}

function drawRates(dice: Dice, { rates, scheme }: Country, taxation: Taxation): string[] {
  if (taxation.kind === 'zero' || taxation.kind === 'none') return ['0'];
  if (scheme === 'sales') return [dice.pick(rates)];
  if (scheme === 'canada' || taxation.withheld !== undefined) return rates.slice(0, 1);
  return dice.weigh([
    [6, rates.slice(0, 1)],
    [3, rates.slice(0, 2)],
    [0.7, rates.slice(0, 3)],
    [0.6, dice.shuffle(rates).slice(0, 1)],
  ]);
}

function drawReferences(dice: Dice, fillIn: (pattern: string) => string, kind: Kind, words: Words): Reference[] {
  const some: Reference[] = [];
  const add = (chance: number, key: Reference['key'], value: () => string) => {
    if (dice.chance(chance)) some.push({ key, value: value() });
  };
  add(0.45, 'order', () => fillIn(dice.word(ORDERS)));
  add(0.5, 'customer', () => fillIn(dice.word('%####|K-####|D%#####|C%###|%##.###')));
  add(0.25, 'deliveryNote', () => fillIn(dice.word('LS-####|%######|{s}/####|DN%####')));
  add(0.08, 'contract', () => fillIn('V-####-{s}'));
  add(0.12, 'project', () => `${dice.word(words.groups)} ${fillIn('{s}-###')}`);
  add(0.15, 'salesOrder', () => fillIn(dice.word('SO-#####|AB%####|%###### ')).trim());
  add(0.2, 'contact', () => dice.word(words.people));
  add(kind === 'credit_note' || kind === 'corrected' ? 0.9 : 0, 'original', () => fillIn('{y}-0###'));
  return dice.shuffle(some);
}
