import { compactDate, type DateAt, type DateOrder, findDates } from '../../core/dates.ts';
import type { HeaderField } from '../../core/fields.ts';
import { type Box, overlap, union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import type { Row } from '../../core/reading.ts';
import type { Candidate, Features } from './candidate.ts';
import { identifierOf } from './identifier.ts';
import type { LabelUse } from './labels.ts';
import { isNumberWord } from './lexicon.ts';
import { lineOf, wordsAt } from './lines.ts';
import { otherDates } from './mend/others.ts';
import { paymentTerms } from './payment-terms.ts';
import { placeFeatures } from './place-features.ts';
import type { Announced, Spot } from './spots.ts';
import type { DocumentView } from './view.ts';

const IDENTIFIERS: ReadonlySet<string> = new Set<HeaderField>([
  'number',
  'purchaseOrder',
  'salesOrder',
  'contract',
  'project',
  'deliveryNote',
  'customerNumber',
  'buyerReference',
  'paymentReference',
  'mandate',
  'creditorId',
]);
const DATES: ReadonlySet<string> = new Set<HeaderField>([
  'issueDate',
  'dueDate',
  'deliveryDate',
  'periodStart',
  'periodEnd',
]);

/** Candidates of the header fields: what stands at their labels, and the title. */
export function headerCandidates(
  view: DocumentView,
  announced: readonly Announced[],
  items: readonly Row<'lines'>[],
): Candidate[] {
  const out: Candidate[] = [];
  const sold = boxesOf(items);
  const languages = view.lexicons.map((l) => l.language);
  for (const a of announced) {
    const { page, label } = a;
    // What is sold may be called "Maintenance contract" or "Delivery 7": a row of a table announces nothing.
    if (sold.get(page.number)?.some((box) => isWithin(label.box, box))) continue;
    const top = page.index === 0 ? 1 - label.box.y / page.height : 0;
    for (const use of a.label.uses) {
      const title = use.field.startsWith('type:');
      const generic = use.field.startsWith('generic:');
      const field = generic ? use.field.slice(8) : use.field;
      if (title) titleCandidates(view, a, use, top, out);
      // "Credit note 7 of 5 March": a weak word counts within a segment that a number or title begins.
      const within = generic && a.label.from > 0;
      const led = within && field === 'issueDate' && leads(a);
      if (within && !led && !isListed(a)) continue;
      if (IDENTIFIERS.has(field)) {
        a.spots.forEach((spot, i) => {
          const hit = identifierOf(spot.words);
          if (hit === null || (use.strength < 1 && !generic && !announces(a, spot))) return;
          const features = { ...placeFeatures(a, use, spot, i), early: top, shape: hit.shape };
          out.push({ path: field as HeaderField, value: hit.value, page: page.number, words: hit.words, features });
        });
      } else if (DATES.has(field) || field === 'period' || field === 'due') {
        a.spots.forEach((spot, i) => {
          const dates = datesIn(spot.line.text, view.dateOrder, languages);
          const features = { ...placeFeatures(a, use, spot, i), early: top, ...(led ? { title: 1, prose: 0 } : {}) };
          const push = (path: HeaderField, n: number) => {
            const date = dates[n];
            if (date === undefined) return;
            const far = Math.min(1, (n === 0 ? date.index : 0) / 40);
            const words = wordsAt(spot.line, date.index, date.length);
            const base = { path, page: page.number, words, features: { ...features, shape: 1 - far } };
            out.push(...bothOrders(base, date, view));
          };
          const pair = dates.length === 2 && (dates[0]?.value ?? '') <= (dates[1]?.value ?? '');
          if (field === 'period' || (field === 'deliveryDate' && pair)) {
            if (!pair) return;
            push('periodStart', 0);
            push('periodEnd', 1);
          } else if (field === 'due') {
            // "Balance due: 4 September" gives the day, not the sum.
            if (spot.relation !== 'below') push('dueDate', 0);
          } else {
            // "By 14 March less 2 %, by 3 April in full": what is due is due on the last day.
            const discounted = field === 'dueDate' && pair && spot.line.text.includes('%');
            push(field as HeaderField, discounted ? 1 : 0);
          }
        });
      } else if (field === 'paymentTerms') {
        const terms = paymentTerms(a, use, view.lexicons);
        if (terms !== null) out.push(terms);
      }
    }
  }
  out.push(...looseDates(view, languages, announced, sold.get(1) ?? []));
  return out;
}

/**
 * The candidate that a date makes. Where nothing in the document settles whether day or month comes first, both ways
 * to read it are candidates, and neither is sure.
 */
function bothOrders(
  base: Omit<Candidate, 'value'>,
  date: Pick<DateAt, 'value' | 'other'>,
  view: DocumentView,
): readonly Candidate[] {
  const languages = view.lexicons.map((l) => l.language);
  const alternatives = otherDates(date.value, base.words, view.dateOrder, languages);
  if (date.other === null || view.datesSettled) return [{ ...base, value: date.value, alternatives }];
  return [
    { ...base, value: date.value, alternatives, share: LIKELIER },
    { ...base, value: date.other, share: 1 - LIKELIER },
  ];
}

/** How likely a document that shows no order follows the habit of its language. */
const LIKELIER = 0.6;

/** Whether more than half of the height of a box lies in another, which it has to meet in width as well. */
function isWithin(inner: Box, outer: Box): boolean {
  return overlap(outer.y, outer.h, inner.y, inner.h) > inner.h / 2 && overlap(outer.x, outer.w, inner.x, inner.w) > 0;
}

/**
 * Whether a label that may be a plain noun ("contract") is used as one: it begins its segment, and is parted from the
 * value by a colon, a number sign or a gap.
 */
function announces({ label }: Announced, spot: Spot): boolean {
  if (label.from > 0) return false;
  const noun = label.to === 1 && /^\p{L}{4,}$/u.test(label.segment.words[0]?.text ?? '');
  if (!noun || label.colon) return true;
  return spot.relation === 'after' ? isNumberWord(spot.words[0]?.text ?? '') : label.to === label.segment.words.length;
}

/** The stretches of each page that rows of line items take. */
function boxesOf(items: readonly Row<'lines'>[]): ReadonlyMap<number, readonly Box[]> {
  const boxes = new Map<number, Box[]>();
  // The details below a row may say what it was delivered with, and what stands left of it may be beside the table.
  for (const { details: _, articleNumber: __, position: ___, ...item } of items) {
    const own = Object.values(item).filter((reading) => reading !== undefined);
    for (const page of new Set(own.map((r) => r.page))) {
      const box = union(own.flatMap((r) => (r.page === page && r.box !== null ? [r.box] : [])));
      if (page !== null && box !== null) boxes.set(page, [...(boxes.get(page) ?? []), box]);
    }
  }
  return boxes;
}

/** A document's title gives its type, and often its number ("Invoice INV-7 of 5 March 2018") and date. */
function titleCandidates(view: DocumentView, a: Announced, use: LabelUse, top: number, out: Candidate[]): void {
  const { label, page } = a;
  const head = label.segment.words[label.from];
  if (head === undefined || label.from > 3) return;
  const size = head.size / page.lineHeight;
  const base: Features = {
    early: top,
    ...(label.from === 0 ? { starts: 1 } : {}),
    emphasis: Math.min(1, Math.max(0, size - 1) + (head.bold ? 0.3 : 0) + (/^\P{Ll}+$/u.test(head.text) ? 0.3 : 0)),
  };
  const alone = label.segment.words.length - label.to < 7;
  // "Faktura korygująca / Credit memo": a correction that is called a credit note too is one.
  const credit = page.labels[label.row]?.some((l) => l.uses.some((u) => u.field === 'type:381')) === true;
  const words = label.segment.words.slice(label.from, label.to);
  if (page.index === 0 || top > 0) {
    const features = {
      ...base,
      label: 0.6,
      ...(alone ? { title: 0.5 } : {}),
      ...(credit && use.field === 'type:384' ? { second: 1 } : {}),
      long: Math.min(1, label.length / 16),
    };
    out.push({ path: 'typeCode', value: use.field.slice(5), page: page.number, words, features });
  }
  for (const spot of a.spots) {
    // Beneath a title that stands alone only a number that says so: "#1024".
    const beneath = spot.relation === 'below';
    const single = label.segment.words.length === label.to - label.from && /^# ?[\w/-]*\d[\w/-]*$/.test(spot.line.text);
    if (beneath && !single) continue;
    // "Invoice of the insurer No. 7": what follows "No." within the title is the number.
    const marked = spot.words.slice(0, 5).findIndex((w) => isNumberWord(w.text));
    const hit = identifierOf(spot.words.slice(Math.max(0, marked)));
    if (hit !== null) {
      const features = {
        ...base,
        label: 0.4,
        shape: hit.shape,
        [spot.relation]: 1,
        ...(alone ? { title: 1 } : {}),
        far: Math.min(1, hit.skipped / 4),
      };
      out.push({ path: 'number', value: hit.value, page: page.number, words: hit.words, features });
    }
  }
  // The date may be wrapped into the next line of the title.
  const next = page.rows[label.row + 1]?.[0];
  const rest = [
    ...label.segment.words.slice(label.to),
    ...(next !== undefined && next.words.length < 4 ? next.words : []),
  ];
  const line = lineOf(page.number, rest);
  const date = findDates(
    line.text,
    view.dateOrder,
    view.lexicons.map((l) => l.language),
  )[0];
  if (date !== undefined) {
    const features = { ...base, label: 0.4, after: 1, shape: 0.5, ...(alone ? { title: 0.6 } : {}) };
    const words = wordsAt(line, date.index, date.length);
    out.push(...bothOrders({ path: 'issueDate', page: page.number, words, features }, date, view));
  }
}

/** Whether the segment of a label begins with the label of a number or with a title. */
const leads = ({ page, label }: Announced): boolean =>
  (page.labels[label.row] ?? []).some(
    (l) =>
      l.segment === label.segment &&
      l.from === 0 &&
      l.uses.some((u) => u.field === 'number' || u.field.startsWith('type:')),
  );

/** The dates of a text at the label of a date. */
function datesIn(
  text: string,
  order: DateOrder,
  languages: readonly string[],
): readonly Pick<DateAt, 'value' | 'index' | 'length' | 'other'>[] {
  const found = findDates(text, order, languages);
  const [first = ''] = found.length > 0 ? [] : text.split(' ');
  const compact = compactDate(first);
  return compact === null ? found : [{ value: compact, index: 0, length: first.length, other: null }];
}

/** Whether a label stands in a list of labels and values in one line: "Order: 7 · Date: 5 March". */
const isListed = ({ page, label }: Announced): boolean =>
  label.colon &&
  (page.labels[label.row] ?? []).some((l) => l.segment === label.segment && l.to < label.from && l.colon);

/**
 * What stands before the date of a letter: the town it was written in, and a comma with perhaps an article
 * ("Köln, den"); without one, a town of one word.
 */
const DATELINE = /^(?:\p{Lu}[\p{L}.'’ -]{1,28},(?: ?\p{Ll}{1,4}\.?)? ?|\p{Lu}[\p{L}.'’-]{2,20} )$/u;

/** Dates of the first page that no label announces: one of them is often the date of issue. */
function looseDates(
  view: DocumentView,
  languages: readonly string[],
  announced: readonly Announced[],
  sold: readonly Box[],
): Candidate[] {
  const page = view.pages[0];
  if (page === undefined) return [];
  const claimed = new Set<Word>();
  for (const { label, spots } of announced) {
    if (!label.uses.some((u) => DATES.has(u.field) || u.field === 'period' || u.field === 'paymentTerms')) continue;
    const spot = spots[0];
    for (const word of spot?.words ?? []) claimed.add(word);
  }
  const loose = page.segments.flatMap((segment) =>
    findDates(segment.text, view.dateOrder, languages).flatMap((date) => {
      const words = wordsAt(segment, date.index, date.length);
      // "Repair of a pump, 12 March" says when it was done.
      const item = sold.some((box) => isWithin(segment.box, box));
      const dated = !item && DATELINE.test(segment.text.slice(0, date.index));
      const features: Features = {
        early: 1 - segment.box.y / page.height,
        shape: dated || date.length > segment.text.length / 2 ? 1 : 0.3,
        ...(dated ? { place: 1 } : {}),
        ...(item || words.some((w) => claimed.has(w)) ? { claimed: 1 } : {}),
      };
      return bothOrders({ path: 'issueDate', page: page.number, words, features }, date, view);
    }),
  );
  const free = loose.filter((c) => c.features.claimed === undefined && c.features.shape === 1);
  return loose.map((c) => (free.length === 1 && c === free[0] ? { ...c, features: { ...c.features, only: 1 } } : c));
}
