import type { Finding } from '../../core/reading.ts';
import { fold } from './lexicon.ts';
import type { Line } from './lines.ts';
import type { DocumentView, PageView } from './view.ts';

/** Words of the longest title, and what may follow it: "2nd reminder for invoice no. 7 of 5 March". */
const LONGEST = 4;
const TAIL = 7;
/** How much larger than the text a title is that can be the label of a number as well ("Delivery note"). */
const LARGE = 1.25;

/** The finding that the title says that this is no invoice but a reminder, statement, offer or delivery note. */
export function otherTitle({ pages, lexicons }: DocumentView): readonly Finding[] {
  const [page] = pages;
  if (page === undefined) return [];
  const titles = new Set(lexicons.flatMap((l) => (l.others ?? []).map(fold)));
  const labels = new Set(lexicons.flatMap((l) => Object.values(l.labels).flatMap((all) => all.map(fold))));
  const invoices = invoiceTitles(page);
  for (const segment of page.segments) {
    if (segment.box.y > page.height / 2) break;
    const title = titleOf(segment, titles);
    if (title === null) continue;
    const size = sizeOf(segment);
    // Of titles in one size the first counts.
    const isBelow = (other: Line) => sizeOf(other) === size && other.box.y < segment.box.y;
    if (invoices.some((other) => sizeOf(other) > size || isBelow(other))) continue;
    if (size <= LARGE * page.lineHeight && labels.has(fold(title))) continue;
    const message = `the title says that it is no invoice: "${title}"`;
    return [{ code: 'NOT_AN_INVOICE', message, severity: 'warning', fields: ['typeCode'] }];
  }
  return [];
}

/** The title that a segment begins with, after an ordinal, or `null`; with a colon it is the label of something. */
function titleOf({ words }: Line, titles: ReadonlySet<string>): string | null {
  const start = /^\d{1,2}(?:\.|[ªº°]|st|nd|rd|th|e|er)?$/.test(words[0]?.text ?? '') ? 1 : 0;
  for (let to = Math.min(words.length, start + LONGEST); to > start; to--) {
    const text = words
      .slice(start, to)
      .map((w) => w.text)
      .join(' ');
    if (!titles.has(fold(text))) continue;
    const ended = text.endsWith(':') || words[to]?.text.startsWith(':') === true;
    return ended || words.length - to > TAIL ? null : text;
  }
  return null;
}

/** The segments of a page that begin with the title of an invoice. */
function invoiceTitles(page: PageView): readonly Line[] {
  return page.labels.flatMap((row) =>
    row.flatMap((l) =>
      l.from === 0 && !l.colon && l.uses.some((u) => u.field.startsWith('type:')) ? [l.segment] : [],
    ),
  );
}

const sizeOf = ({ words }: Line): number => words[0]?.size ?? 0;
