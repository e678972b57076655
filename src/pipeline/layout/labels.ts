import type { Box } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import { fold, LEXICONS, type Lexicon } from './lexicon.ts';
import { type Line, lineOf } from './lines.ts';

/** Fields of the heads by which a table of goods is known. */
export const GOODS = /^goods:(?:description|quantity)$/;

/** What a label announces: a field (`number`), a party (`role:seller`), a title (`type:380`) or a generic (`generic:number`). */
export interface LabelUse {
  readonly field: string;
  /** 1 strong, 0.5 often something else, 0.3 generic. */
  readonly strength: number;
}

/** A label on the page: words `from` (inclusive) to `to` (exclusive) of a segment. */
export interface LabelAt {
  readonly uses: readonly LabelUse[];
  readonly segment: Line;
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly box: Box;
  readonly colon: boolean;
  /** Number of letters that matched: longer labels are surer. */
  readonly length: number;
}

interface Index {
  readonly uses: ReadonlyMap<string, readonly LabelUse[]>;
  readonly suffixes: readonly (readonly [string, LabelUse])[];
  readonly longest: number;
  /** First letters of the labels: a search stops where none begins so. */
  readonly openings: ReadonlySet<string>;
  /** Strong labels by their first two letters, for abbreviations. */
  readonly beginnings: ReadonlyMap<string, readonly string[]>;
}

// Letters by which nearly every word that begins no label is known.
const OPENING = 4;

/** Numbers of parties, and how many letters of their labels no other language uses for something else. */
const NUMBERS = ['vatId', 'taxId', 'registrationId'] as const;
const LONG = 6;

const indexes = new WeakMap<readonly Lexicon[], Index>();
const byLanguages = new Map<string, Index>();

/** Words that only a table of goods has: heads of its columns, and what it carries over to the next page. */
const goods = ({ table: { description = [], quantity = [], carried = [] } }: Lexicon) => ({
  description,
  quantity,
  carried,
});

/** The labels of some lexicons by folded text. */
function indexOf(lexicons: readonly Lexicon[]): Index {
  const known = indexes.get(lexicons);
  if (known !== undefined) return known;
  const key = lexicons.map((l) => l.language).join();
  const index = byLanguages.get(key) ?? makeIndex(lexicons);
  byLanguages.set(key, index);
  indexes.set(lexicons, index);
  return index;
}

function makeIndex(lexicons: readonly Lexicon[]): Index {
  const uses = new Map<string, LabelUse[]>();
  const suffixes: [string, LabelUse][] = [];
  const put = (text: string, use: LabelUse) => {
    const key = fold(text);
    if (text.startsWith('*')) suffixes.push([key, use]);
    else {
      const list = uses.get(key) ?? [];
      if (!list.some((u) => u.field === use.field)) uses.set(key, [...list, use]);
    }
  };
  for (const lexicon of lexicons) {
    const weak = new Set(lexicon.weak.map(fold));
    const groups: readonly (readonly [Readonly<Record<string, readonly string[]>>, string, number])[] = [
      [lexicon.labels, '', 1],
      [lexicon.roles, 'role:', 1],
      [lexicon.types, 'type:', 1],
      [lexicon.generic, 'generic:', 0.3],
      [goods(lexicon), 'goods:', 0.3],
    ];
    for (const [table, prefix, strength] of groups) {
      for (const [field, labels] of Object.entries(table)) {
        for (const label of labels)
          put(label, { field: prefix + field, strength: prefix === '' && weak.has(fold(label)) ? 0.5 : strength });
      }
    }
  }
  // Registers name their numbers in the language of their country, whatever language the letter is in.
  for (const { labels } of LEXICONS) {
    for (const field of NUMBERS) {
      for (const label of labels[field] ?? []) {
        if (fold(label).length >= LONG && !uses.has(fold(label))) put(label, { field, strength: 1 });
      }
    }
  }
  // So do taxes: a French letter from Zürich adds MwSt, an English one from Bonn USt.
  for (const label of LEXICONS.flatMap(({ labels }) => labels.tax ?? [])) {
    if (!uses.has(fold(label))) put(label, { field: 'tax', strength: 1 });
  }
  suffixes.sort(([a], [b]) => b.length - a.length);
  const keys = [...uses.keys()];
  return {
    uses,
    suffixes,
    longest: Math.max(...keys.map((k) => k.length)),
    openings: new Set(keys.map((k) => k.slice(0, OPENING))),
    beginnings: Map.groupBy(
      keys.filter((key) => uses.get(key)?.every((use) => use.strength === 1)),
      (key) => key.slice(0, 2),
    ),
  };
}

/** The label within a compound: either side of a slash ("Buyer/Recipient"), or what a hyphen ends in ("Seller-IBAN"). */
function partOf(text: string, index: Index): readonly LabelUse[] | undefined {
  const whole = (part: string) => index.uses.get(fold(part))?.filter((u) => u.strength === 1);
  for (const part of text.includes('/') ? text.split('/') : []) {
    const uses = fold(part).length > 2 ? whole(part) : undefined;
    if (uses !== undefined && uses.length > 0) return uses;
  }
  const hyphen = text.lastIndexOf('-');
  // "25-6144-A" ends in no label, though "a" is one.
  const tail = text.slice(hyphen + 1);
  const uses = hyphen > 2 && fold(tail).length > 2 ? whole(tail) : undefined;
  return uses !== undefined && uses.length > 0 ? uses : undefined;
}

/** A word that is cut short and one that is not, in one ("Rechn.-Datum") or two words ("Inv. date"). */
const CUT = /^(\p{L}{2,9})\.-?(\p{L}{2,}\.?:?)?$/u;

/**
 * The label that begins and ends as an abbreviation does. Where it may stand for labels of several fields, it stands
 * for none.
 */
function abbreviated(
  words: readonly Word[],
  from: number,
  index: Index,
): { uses: readonly LabelUse[]; to: number } | null {
  const [, cut, inner] = CUT.exec(words[from]?.text ?? '') ?? [];
  const rest = inner ?? words[from + 1]?.text;
  if (cut === undefined || rest === undefined || (inner === undefined && !/^\p{L}[\p{L}.]*:?$/u.test(rest)))
    return null;
  const [begin, end] = [fold(cut), fold(rest)];
  if (end.length < 2) return null;
  const fits = (index.beginnings.get(begin.slice(0, 2)) ?? []).filter(
    (key) => key.length > begin.length + end.length && key.startsWith(begin) && key.endsWith(end),
  );
  const uses = fits.flatMap((key) => index.uses.get(key) ?? []);
  const [first] = uses;
  if (first === undefined || uses.some(({ field }) => field !== first.field)) return null;
  return { uses: [first], to: from + (inner === undefined ? 2 : 1) };
}

/** Fields whose values begin in brackets: "(970) 555-0136". */
const DIALLED: ReadonlySet<string> = new Set(['phone', 'fax']);

/** Past a remark in brackets behind a label ("Total (incl. VAT)"); an amount or area code in brackets is no remark. */
function pastBrackets(words: readonly Word[], to: number, uses: readonly LabelUse[]): number {
  if (!words[to]?.text.startsWith('(')) return to;
  for (let i = to; i < words.length && i < to + 6; i++) {
    if (!/\)[:.]?$/.test(words[i]?.text ?? '')) continue;
    const inside = words
      .slice(to, i + 1)
      .map((w) => w.text)
      .join(' ');
    const dialled = !/\p{L}/u.test(inside) && uses.some(({ field }) => DIALLED.has(field));
    return dialled || /^\([^%]*\d[.,]\d{2}\)$/.test(inside) ? to : i + 1;
  }
  return to;
}

/** Every label in a segment, left to right, longest first where several start at one word. */
export function findLabels(segment: Line, row: number, lexicons: readonly Lexicon[]): LabelAt[] {
  const index = indexOf(lexicons);
  const found: LabelAt[] = [];
  const { words } = segment;
  for (let from = 0; from < words.length; ) {
    let key = '';
    let uses: readonly LabelUse[] | undefined;
    let to = from;
    let length = 0;
    for (let i = from; i < words.length && i < from + 8; i++) {
      const text = words[i]?.text ?? '';
      const part = fold(text);
      if (i === from && part === '') break;
      key += part;
      if (key.length > index.longest) break;
      if (key.length >= OPENING && !index.openings.has(key.slice(0, OPENING))) break;
      const hit = part === '' ? undefined : index.uses.get(key);
      // "Credit note no." is the label of a number and says the type too.
      if (hit !== undefined) {
        const type = uses?.filter((u) => u.field.startsWith('type:')) ?? [];
        [uses, to, length] = [
          type.length > 0 && hit.some((u) => u.field === 'number') ? [...hit, ...type] : hit,
          i + 1,
          key.length,
        ];
      }
      // A colon ends a label: what follows is its value.
      if (text.endsWith(':')) break;
    }
    if (uses === undefined) {
      const first = fold(words[from]?.text ?? '');
      const suffix = index.suffixes.find(([s]) => first.length > s.length && first.endsWith(s));
      if (suffix !== undefined) [uses, to, length] = [[suffix[1]], from + 1, first.length];
    }
    if (uses === undefined) {
      const short = abbreviated(words, from, index);
      if (short !== null) [uses, to, length] = [short.uses, short.to, fold(words[from]?.text ?? '').length];
    }
    uses ??= partOf(words[from]?.text ?? '', index);
    if (to === from) [to, length] = [from + 1, fold(words[from]?.text ?? '').length];
    if (uses === undefined) {
      from++;
      continue;
    }
    to = pastBrackets(words, to, uses);
    const label = words.slice(from, to);
    const colon = /[:]$/.test(label.at(-1)?.text ?? '') || /^[:]/.test(words[to]?.text ?? '');
    found.push({ uses, segment, row, from, to, box: lineOf(segment.page, label).box, colon, length });
    from = to;
  }
  return found;
}
