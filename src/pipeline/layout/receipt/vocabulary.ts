import { fold, LEXICONS, type Lexicon } from '../lexicon.ts';

/** What a line of a receipt can be about. */
const KINDS = [
  'title',
  'total',
  'final',
  'inclusive',
  'exclusive',
  'subtotal',
  'rounding',
  'tax',
  'paid',
  'change',
  'count',
  'saved',
  'fee',
  'thanks',
  'clerk',
  'operator',
  'summary',
] as const;
export type Kind = (typeof KINDS)[number];

/** What stands behind other words, and loses the space before it. */
const GLUED: ReadonlySet<Kind> = new Set<Kind>(['inclusive', 'exclusive']);

/** The words of receipts in some languages. */
export interface Vocabulary {
  /** What a text is about: all that its words say. */
  kindsOf(text: string): ReadonlySet<Kind>;
}

/** From this length on, a word may go on ("totals", "tendered"). */
const STEM = 5;
/** From this length on, a phrase counts without the spaces around it, which OCR loses. */
const PHRASE = 8;
/** Words of totals are looked for with one wrong letter, from this length on. */
const FUZZY = 5;

/** Letters that thermal print and its readers take for each other. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/[l1|!]/g, 'i'],
  [/[0q]/g, 'o'],
  [/5/g, 's'],
  [/8/g, 'b'],
  [/[g6]/g, 'c'],
];

/** A word as it is compared here: as elsewhere, and letters of one shape are one. */
function shapeOf(word: string): string {
  const key = fold(word.replace(/[|!]/g, 'i'));
  return /^\d*$/.test(key) ? key : SHAPES.reduce((text, [shape, letter]) => text.replace(shape, letter), key);
}

/** The vocabulary of some lexicons, English included: tills speak it everywhere. */
export function vocabularyOf(lexicons: readonly Lexicon[]): Vocabulary {
  const words = new Map<Kind, readonly string[]>(
    KINDS.map((kind) => [kind, [...new Set(lexicons.flatMap((l) => phrasesOf(l, kind).map(shapeOf)))]]),
  );
  const kindsOf = (text: string): ReadonlySet<Kind> => {
    const tokens = text
      .split(/[\s:=*()[\]<>|,;./]+/)
      .map(shapeOf)
      .filter((token) => token !== '');
    const whole = tokens.join('');
    const kinds = new Set<Kind>();
    for (const [kind, keys] of words) {
      const says = (key: string) =>
        key.length >= PHRASE && whole.includes(key)
          ? true
          : startsAtToken(tokens, key, key.length >= STEM) ||
            // "TOTALINCL" is how thermal print is often read.
            (GLUED.has(kind) && key.length >= 4 && tokens.some((token) => token.includes(key))) ||
            (kind === 'total' && key.length >= FUZZY && tokens.some((token) => isOneOff(token, key)));
      if (keys.some(says)) kinds.add(kind);
    }
    return kinds;
  };
  return { kindsOf };
}

/** Taxes have the names that they have on invoices too. */
const phrasesOf = ({ receipt, labels }: Lexicon, kind: Kind): readonly string[] => [
  ...(receipt[kind] ?? []),
  ...(kind === 'tax' ? (labels.tax ?? []) : []),
];

/** The lexicons that the words of a receipt speak for: those the document is in anyway, and those of its till. */
export function lexiconsOf(texts: readonly string[], known: readonly Lexicon[]): readonly Lexicon[] {
  const tokens = new Set(texts.flatMap((text) => text.split(/[\s:*]+/).map(fold)));
  const hits = new Map(
    LEXICONS.map((lexicon) => {
      const words = new Set(Object.values(lexicon.receipt).flatMap((list) => list.map(fold)));
      return [lexicon, [...words].filter((word) => word.length > 3 && tokens.has(word)).length] as const;
    }),
  );
  const most = Math.max(...hits.values());
  const english = LEXICONS.filter(({ language }) => language === 'en');
  const spoken = LEXICONS.filter((lexicon) => most > 1 && 3 * (hits.get(lexicon) ?? 0) >= 2 * most);
  // A document without a word that tells is in every language, which is in none.
  return [...new Set([...spoken, ...(known.length < LEXICONS.length ? known : []), ...english])];
}

/** Whether a phrase begins at a word and ends with one, or within it where it may go on. */
function startsAtToken(tokens: readonly string[], key: string, goesOn: boolean): boolean {
  return tokens.some((_, from) => {
    let joined = '';
    for (let to = from; to < tokens.length && joined.length < key.length; to++) joined += tokens[to];
    return joined === key || (goesOn && joined.startsWith(key));
  });
}

/** Whether two words of one length differ in one letter. */
function isOneOff(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let off = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) off++;
  return off === 1;
}
