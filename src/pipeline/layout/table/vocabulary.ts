import { fold, LEXICONS, type Lexicon } from '../lexicon.ts';

/** What a column of a table of line items can hold, and `basis`: the column by which tables of taxes are known. */
export const HEAD_KINDS = [
  'position',
  'description',
  'articleNumber',
  'buyerArticleNumber',
  'gtin',
  'quantity',
  'unit',
  'unitPrice',
  'listPrice',
  'priceBasis',
  'discount',
  'taxRate',
  'taxAmount',
  'net',
  'gross',
  'amount',
  'date',
  'basis',
] as const;
export type HeadKind = (typeof HEAD_KINDS)[number];

/** The table words of several languages, folded and made for look-ups. */
export interface Vocabulary {
  readonly heads: ReadonlyMap<string, HeadKind>;
  /** Beginnings of the heads, one word and more: a search stops where none goes on. */
  readonly openings: ReadonlySet<string>;
  /** How a row of sums or taxes begins. */
  readonly sums: ReadonlySet<string>;
  /** How a row begins that carries a sum from one page to the next. */
  readonly carried: ReadonlySet<string>;
  /** Units of quantities, as they are printed. */
  readonly units: ReadonlySet<string>;
  /** How a row begins that changes the amount of the line above it. */
  readonly changes: ReadonlySet<string>;
}

// Words of the longest entry that is looked for.
const LONGEST = 6;

const cache = new Map<string, Vocabulary>();

/** The table words of every language, those of `preferred` first where two languages differ. */
export function vocabularyOf(preferred: readonly Lexicon[]): Vocabulary {
  const name = preferred.map((l) => l.language).join();
  const known = cache.get(name);
  if (known !== undefined) return known;
  const lexicons = [...new Set([...preferred, ...LEXICONS])];
  const heads = new Map<string, HeadKind>();
  const openings = new Set<string>();
  for (const { table } of lexicons) {
    for (const kind of HEAD_KINDS) {
      for (const entry of table[kind] ?? []) {
        if (!heads.has(fold(entry))) heads.set(fold(entry), kind);
        let start = '';
        for (const word of entry.split(' ')) {
          start += fold(word);
          openings.add(start);
        }
      }
    }
  }
  const all = (key: string) => new Set(lexicons.flatMap(({ table }) => (table[key] ?? []).map(fold)));
  const made = {
    heads,
    openings,
    sums: all('sums'),
    carried: all('carried'),
    units: all('units'),
    changes: all('changes'),
  };
  cache.set(name, made);
  return made;
}

/** Whether a text begins with one of the entries, as whole words. */
export function startsWithAny(words: readonly string[], entries: ReadonlySet<string>): boolean {
  let start = '';
  for (const word of words.slice(0, LONGEST)) {
    start += fold(word);
    if (entries.has(start)) return true;
  }
  return false;
}

/** The kind of column that a head names: the whole of it, else the longest entry in it, the first of several. */
export function kindOf(words: readonly string[], { heads }: Vocabulary): HeadKind | null {
  const keys = words.map(fold);
  for (let n = Math.min(LONGEST, keys.length); n > 0; n--) {
    for (let i = 0; i + n <= keys.length; i++) {
      const kind = heads.get(keys.slice(i, i + n).join(''));
      if (kind !== undefined) return kind;
    }
  }
  return null;
}

/** The head that words begin with, as a label of what follows, and how many words it takes. */
export function labelOf(
  words: readonly { readonly text: string }[],
  { heads, openings }: Vocabulary,
): { readonly kind: HeadKind; readonly words: number } | null {
  let key = '';
  let found: { kind: HeadKind; words: number } | null = null;
  for (const [i, word] of words.entries()) {
    key += fold(word.text);
    const kind = heads.get(key);
    if (kind !== undefined) found = { kind, words: i + 1 };
    else if (!openings.has(key)) break;
  }
  return found;
}
