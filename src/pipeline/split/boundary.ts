import type { Counter } from './counter.ts';
import { type PageFacts, placeAt } from './facts.ts';

/** What speaks for or against an invoice beginning on a page, in log odds. */
export interface Sign {
  readonly name: string;
  readonly added: number;
}

/** The pages of an invoice up to the one that is looked at. */
export interface Open {
  /** Whether any of them could begin an invoice: blank pages and terms in front go with what follows. */
  readonly begun: boolean;
  readonly first: PageFacts;
  readonly last: PageFacts;
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  readonly parties: ReadonlyMap<string, ReadonlySet<string>>;
  readonly totals: ReadonlySet<string>;
}

type Values = ReadonlySet<string>;
const NONE: Values = new Set();
const union = (a: Values, b: Values): Values => (b.size === 0 ? a : new Set([...a, ...b]));
const merge = (a: ReadonlyMap<string, Values>, b: ReadonlyMap<string, Values>): ReadonlyMap<string, Values> =>
  b.size === 0
    ? a
    : new Map([...a, ...[...b].map(([key, values]) => [key, union(a.get(key) ?? NONE, values)] as const)]);
const shared = (a: Values, b: Values): boolean => [...b].some((value) => a.has(value));

/** An invoice that begins on a page. */
export function openOn(page: PageFacts): Open {
  return {
    begun: mayBegin(page),
    first: page,
    last: page,
    fields: page.fields,
    parties: page.parties,
    totals: page.totals,
  };
}

/** The invoice with one more page. */
export function withPage(open: Open, page: PageFacts): Open {
  return {
    begun: open.begun || mayBegin(page),
    first: open.begun ? open.first : page,
    last: page,
    fields: merge(open.fields, page.fields),
    parties: merge(open.parties, page.parties),
    totals: union(open.totals, page.totals),
  };
}

/**
 * Log odds before anything is seen. Pages of one file mostly belong together, and to part an invoice in two is worse
 * than to read two as one: so it takes two good signs.
 */
const BEFORE = -4.5;

/** The signs that a new invoice begins on `page`, which follows those of `open` and precedes `next`. */
export function signsAt(open: Open, page: PageFacts, next: PageFacts | undefined): readonly Sign[] {
  if (!open.begun || !mayBegin(page)) return [{ name: 'nothing begins here', added: Number.NEGATIVE_INFINITY }];
  const signs: Sign[] = [{ name: 'pages of one file belong together', added: BEFORE }];
  const put = (name: string, added: number) => {
    if (added !== 0) signs.push({ name, added });
  };
  put('counter', counterSign(open.last.counters, page.counters, next?.counters ?? []));
  put('carried', open.last.carriedOut || page.carriedIn ? -6 : 0);
  if (isCopy(open.first, page)) {
    // Pages of like rows under one head are alike, too, but then the total is still to come.
    put('copy of the first page', open.totals.size > 0 ? 8 : 3);
    put('number', Math.max(0, numberSign(open, page)));
    return signs;
  }
  put('number', numberSign(open, page));
  put('other fields', fieldSigns(open, page));
  put('title', 1.5 * page.title);
  put('head', headSign(page));
  put('other title', page.otherTitle ? -1 : 0);
  put('appended', page.appended ? -3 : 0);
  put('total before', open.totals.size > 0 ? 1 : -1.5);
  put('total of its own', totalSign(open, page));
  put('parties', partySign(open, page));
  put('same head', sameHead(open.first, page));
  return signs;
}

/** A page of terms, a blank one or one with nothing but rows begins no invoice. */
function mayBegin({ title, otherTitle, fields, counters }: PageFacts): boolean {
  return title > 0 || otherTitle || fields.size >= 2 || fields.has('number') || counters.some(({ at }) => at === 1);
}

function numberSign(open: Open, page: PageFacts): number {
  const [before, now] = [open.fields.get('number') ?? NONE, page.fields.get('number') ?? NONE];
  if (before.size === 0) return 0;
  if (now.size === 0) return -1;
  return shared(before, now) ? -6 : 4.5;
}

/** What a field adds where its value is another one. */
const OTHERS: readonly (readonly [field: string, other: number, same: number])[] = [
  ['issueDate', 1.5, -0.7],
  ['customerNumber', 1.5, -0.7],
  ['dueDate', 0.7, -0.5],
  ['purchaseOrder', 0.7, -0.7],
  ['salesOrder', 0.7, -0.7],
  ['paymentReference', 0.7, -0.7],
  ['contract', 0.5, -0.7],
  ['deliveryNote', 0, -1],
];

function fieldSigns(open: Open, page: PageFacts): number {
  let sum = 0;
  for (const [field, other, same] of OTHERS) {
    const [before, now] = [open.fields.get(field) ?? NONE, page.fields.get(field) ?? NONE];
    if (before.size > 0 && now.size > 0) sum += shared(before, now) ? same : other;
  }
  return Math.max(-2, Math.min(3, sum));
}

/** Counters that start again, or go on. Of two on a page the one that says most counts. */
function counterSign(before: readonly Counter[], now: readonly Counter[], next: readonly Counter[]): number {
  let [goes, starts] = [0, 0];
  for (const b of now) {
    const sure = b.labelled ? 1 : 0.6;
    for (const a of before) {
      if (a.of !== b.of || b.at !== a.at + 1 || a.labelled !== b.labelled) continue;
      goes = Math.min(goes, (a.of === null ? -3 : -5) * sure);
    }
    if (b.at === 1) starts = Math.max(starts, (b.of === null ? 2.5 : 3) * sure);
    else goes = Math.min(goes, -2.5 * sure);
  }
  if (starts === 0) {
    for (const a of before) {
      const sure = a.labelled ? 1 : 0.6;
      if (a.of !== null && a.at === a.of && a.of > 1) starts = Math.max(starts, 2 * sure);
      if (a.of !== null && a.at < a.of) goes = Math.min(goes, -2 * sure);
    }
    if (now.length === 0 && next.some(({ at, labelled }) => at === 2 && labelled)) starts = Math.max(starts, 1);
  }
  return goes < 0 && starts > 0 ? (goes + starts) / 2 : goes + starts;
}

/** Share of the words of two prints of one page that are the same, scanned twice at worst; and words enough to tell. */
const [COPY, TELLING] = [0.8, 30];

/** Whether a page is the first one once more: the same invoice put in twice. */
function isCopy(first: PageFacts, page: PageFacts): boolean {
  let [common, here, there] = [0, 0, 0];
  for (const count of first.words.values()) there += count;
  for (const [word, count] of page.words) {
    here += count;
    common += Math.min(count, first.words.get(word) ?? 0);
  }
  return here >= TELLING && there >= TELLING && common > COPY * Math.max(here, there);
}

/** The head of a letter: its date, its references. A number alone, without a title, may be that of an article. */
function headSign({ fields, title }: PageFacts): number {
  if (fields.size < 2 && title < 0.3) return -3;
  return fields.size >= 4 ? 1.5 : fields.size >= 2 ? 1 : 0;
}

function totalSign(open: Open, page: PageFacts): number {
  if (page.totals.size === 0 || open.totals.size === 0) return 0;
  return shared(open.totals, page.totals) ? -1 : 0.5;
}

function partySign(open: Open, page: PageFacts): number {
  let others = 0;
  for (const [kind, now] of page.parties) {
    const before = open.parties.get(kind) ?? NONE;
    if (shared(before, now)) return 0;
    if (before.size > 0) others += 1;
  }
  return others > 1 ? 2.5 : others;
}

/** Words of letters in the same place by which two pages are known to have the same head. */
const ALIKE = 5;

/**
 * Where a page repeats the head of the first, the numbers in it tell: none of them another one, then it is the same
 * invoice; several, then one of the same making.
 */
function sameHead(first: PageFacts, page: PageFacts): number {
  let [words, same, other] = [0, 0, 0];
  for (const [place, text] of page.head) {
    const before = nearest(first.head, place, text);
    if (before === undefined) continue;
    if (!/\d/.test(text)) words += Number(before === text);
    else if (before === text) same += 1;
    else if (/\d/.test(before)) other += 1;
  }
  if (words < ALIKE) return 0;
  if (other === 0) return same >= 2 ? -2.5 : 0;
  return other >= 2 ? 1.5 : 0.5;
}

function nearest(head: ReadonlyMap<string, string>, place: string, text: string): string | undefined {
  const [x = 0, y = 0] = place.split(',').map(Number);
  let found = head.get(place);
  if (found === text) return found;
  for (const [right, down] of BESIDE) {
    const one = head.get(placeAt(0, 0, x + right, y + down));
    if (one === text) return one;
    found ??= one;
  }
  return found;
}

const BESIDE = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const));
