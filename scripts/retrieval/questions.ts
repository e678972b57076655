import { seededRandom } from '../random.ts';

/** What the gold of a document says, as far as it is asked for. */
export interface Gold {
  readonly invoice_number?: string;
  readonly issue_date?: string;
  readonly gross_total?: string | number;
  readonly currency?: string;
  readonly language?: string;
  readonly seller?: { readonly name?: string };
  readonly buyer?: { readonly name?: string };
  readonly lines?: readonly { readonly description?: string }[];
}

/** A question as a person would type it. */
export interface Asked {
  readonly form: Form;
  readonly text: string;
  /** What the answer prints, in a document that it asks for. */
  readonly printed: string;
  /** Who prints this answers it too: gold does not list all that is printed. */
  readonly whole: string;
  /** Whether a document is one that it asks for. */
  readonly fits: (gold: Gold) => boolean;
}

export const FORMS = [
  'number',
  'item',
  'item, misspelt',
  'item, inflected',
  'amount',
  'buyer and month',
  'seller, misspelt',
] as const;
export type Form = (typeof FORMS)[number];

const same = (a: string | number | undefined, b: string | number | undefined) =>
  a !== undefined && String(a) === String(b);

/** Questions of every form in turn, drawn from what documents say; the same for the same seed. */
export function questionsOf(golds: readonly Gold[], count: number, seed: number): readonly Asked[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const asked: Asked[] = [];
  const known = new Set<string>();
  for (let tries = 0; asked.length < count && tries < 100 * count; tries += 1) {
    const form = FORMS[asked.length % FORMS.length] ?? 'number';
    const gold = pick(golds);
    const one = gold === undefined ? null : MAKERS[form](gold, random);
    if (one === null || known.has(one.text)) continue;
    known.add(one.text);
    asked.push({ form, ...one });
  }
  return asked;
}

type Maker = (gold: Gold, random: () => number) => Omit<Asked, 'form'> | null;

const MAKERS: Readonly<Record<Form, Maker>> = {
  number({ invoice_number: number, seller, language = 'en' }) {
    if (!number || !seller?.name) return null;
    const invoice = INVOICE[language] ?? 'invoice';
    return {
      text: `${invoice} ${number} ${short(seller.name)}`,
      printed: number,
      whole: `${number} ${short(seller.name)}`,
      fits: (other) => same(other.invoice_number, number) && same(other.seller?.name, seller.name),
    };
  },
  item: (gold, random) => itemOf(gold, random, (text) => ({ kept: text, text })),
  'item, misspelt': (gold, random) => itemOf(gold, random, (text) => ({ kept: text, text: misspelt(text, random) })),
  'item, inflected': (gold, random) => itemOf(gold, random, (text) => inflected(text, random)),
  amount({ gross_total: gross, currency, seller }, random) {
    if (gross === undefined || Number(gross) === 0 || !seller?.name) return null;
    const printed = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(Number(gross));
    const written = new Intl.NumberFormat(random() < 0.5 ? 'en' : 'de', { minimumFractionDigits: 2 }).format(
      Number(gross),
    );
    return {
      text: `${short(seller.name)} ${written} ${currency ?? ''}`.trim(),
      printed,
      whole: `${short(seller.name)} ${printed}`,
      fits: (other) => same(Number(other.gross_total), Number(gross)) && same(other.seller?.name, seller.name),
    };
  },
  'buyer and month'({ buyer, issue_date: date, language = 'en' }, random) {
    if (!buyer?.name || !date) return null;
    const month = date.slice(0, 7);
    const locale = random() < 0.5 ? 'en' : language;
    const named = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(date),
    );
    return {
      text: `${buyer.name}, ${named}`,
      printed: buyer.name,
      // A month is written in too many ways to be looked for: only gold says what is right.
      whole: '',
      fits: (other) => same(other.buyer?.name, buyer.name) && other.issue_date?.slice(0, 7) === month,
    };
  },
  'seller, misspelt'({ seller, gross_total: gross }, random) {
    if (!seller?.name || gross === undefined || Number(gross) === 0) return null;
    const printed = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(Number(gross));
    return {
      text: `${misspelt(short(seller.name), random)} ${Math.floor(Number(gross))}`,
      printed,
      whole: `${short(seller.name)} ${printed}`,
      fits: (other) => same(other.seller?.name, seller.name) && same(Number(other.gross_total), Number(gross)),
    };
  },
};

function itemOf({ lines = [] }: Gold, random: () => number, change: (text: string) => { kept: string; text: string }) {
  const description = lines[Math.floor(random() * lines.length)]?.description;
  if (description === undefined) return null;
  // Nobody types a whole paragraph.
  const text = description.split(/\s+/).slice(0, 6).join(' ');
  if (!/\p{L}{4}/u.test(text)) return null;
  const fits = (other: Gold) => other.lines?.some((line) => line.description?.startsWith(text)) === true;
  const changed = change(text);
  return { text: changed.text, printed: changed.kept, whole: changed.kept, fits };
}

/** A name as people say it: without the form of the company. */
function short(name: string): string {
  const words = name.split(/\s+/);
  const kept = words.filter(
    (word) =>
      !/^(?:gmbh|ag|kg|co\.?|&|ltd\.?|inc\.?|llc|s\.?[ar]\.?l?\.?|b\.?v\.?|oy|ab|a\/s|aps|e\.?k\.?|mbh|ohg|sp\.?|z|o\.?o\.?)$/i.test(
        word,
      ),
  );
  return (kept.length > 0 ? kept : words).join(' ');
}

/** One slip of the finger in every second word of five letters and more, at least in one of them. */
function misspelt(text: string, random: () => number): string {
  const words = text.split(' ');
  const long = words.flatMap((word, i) => (/\p{L}{5}/u.test(word) ? [i] : []));
  const sure = long[Math.floor(random() * long.length)];
  return words
    .map((word, i) => (i === sure || (long.includes(i) && random() < 0.5) ? slip(word, random) : word))
    .join(' ');
}

function slip(word: string, random: () => number): string {
  const letters = [...word];
  // Where letters are, and not at the beginning: people get that right.
  const places = letters.flatMap((letter, i) => (i > 0 && i < letters.length - 1 && /\p{L}/u.test(letter) ? [i] : []));
  const at = places[Math.floor(random() * places.length)];
  if (at === undefined) return word;
  const letter = letters[at] ?? '';
  switch (Math.floor(random() * 4)) {
    case 0:
      letters.splice(at, 2, letters[at + 1] ?? '', letter);
      break;
    case 1:
      letters.splice(at, 1);
      break;
    case 2:
      letters.splice(at, 0, letter);
      break;
    default:
      letters[at] = 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)] ?? 'x';
  }
  return letters.join('');
}

/** Other endings, and only some of the words, in another order. */
function inflected(text: string, random: () => number): { readonly kept: string; readonly text: string } {
  const words = text.split(' ').filter((word) => /\p{L}{3}/u.test(word));
  const changed = words.map((word) => {
    if (!/^\p{L}{5,}$/u.test(word)) return word;
    const stem = word.replace(/(?:en|er|es|e|s|n)$/u, '');
    return stem + (['', 's', 'e', 'en'][Math.floor(random() * 4)] ?? '');
  });
  const order = random() < 0.5 ? changed.toReversed() : changed;
  return { kept: words.join(' '), text: order.join(' ').toLowerCase() };
}

const INVOICE: Readonly<Record<string, string>> = {
  de: 'Rechnung',
  en: 'invoice',
  fr: 'facture',
  es: 'factura',
  it: 'fattura',
  nl: 'factuur',
  pl: 'faktura',
  sv: 'faktura',
  da: 'faktura',
  nb: 'faktura',
  fi: 'lasku',
  cs: 'faktura',
  pt: 'fatura',
  tr: 'fatura',
};
