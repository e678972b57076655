import { overlap } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import type { LabelAt } from './labels.ts';
import type { Line } from './lines.ts';
import { lineOf } from './lines.ts';
import type { DocumentView, PageView } from './view.ts';

/** Words that may hold the value of a label, and how they stand to it. */
export interface Spot {
  readonly relation: 'after' | 'right' | 'below';
  readonly words: readonly Word[];
  readonly line: Line;
  /** Distance from the label in line heights; 0 in the same segment. */
  readonly distance: number;
}

/** A label with its page and the places where its value may stand. */
export interface Announced {
  readonly page: PageView;
  readonly label: LabelAt;
  readonly spots: readonly Spot[];
}

/** How far below a label its value may begin, in line heights. */
const BELOW = 3.2;
const strong = (label: LabelAt) => label.uses.some((u) => u.strength >= 0.5 && !u.field.includes(':'));

/** Every label of a document with the places where its value may stand, in reading order. */
export function announcedOf(view: DocumentView): Announced[] {
  const all: Announced[] = [];
  for (const page of view.pages) {
    for (const row of page.labels) for (const label of row) all.push({ page, label, spots: spotsOf(label, page) });
  }
  return all;
}

function spotsOf(label: LabelAt, page: PageView): Spot[] {
  const { segment, row, to } = label;
  const spots: Spot[] = [];
  const onRow = page.labels[row] ?? [];
  // A comma ends a label: what follows at once is another one, not the rest of a longer one.
  const ended = /[,;]$/.test(segment.words[to - 1]?.text ?? '');
  const nextLabel = onRow.find(
    (l) =>
      l.segment === segment && l.from >= to && (l.colon || l.from > to || ended) && strong(l) && !sameThing(l, label),
  );
  const rest = trimmed(segment.words.slice(to, nextLabel?.from ?? segment.words.length));
  const at = (relation: Spot['relation'], words: readonly Word[], distance: number) => {
    if (words.length > 0) spots.push({ relation, words, line: lineOf(segment.page, words), distance });
  };
  at('after', rest, 0);
  const neighbours = page.rows[row] ?? [];
  const right: Word[] = [];
  for (const next of neighbours.slice(neighbours.indexOf(segment) + 1)) {
    // A further label to the right begins a pair of its own.
    if (nextLabel !== undefined) break;
    const first = onRow.find((l) => l.segment === next && l.from === 0);
    if (first !== undefined && strong(first) && first.length > 2) break;
    right.push(...next.words);
  }
  const gap = (right[0]?.box.x ?? 0) - (segment.box.x + segment.box.w);
  at('right', trimmed(right), gap / page.lineHeight);
  const bottom = label.box.y + label.box.h;
  for (let r = row + 1; r < page.rows.length; r++) {
    const line = page.lines[r];
    if (line === undefined || line.box.y - bottom > BELOW * page.lineHeight) break;
    if (line.box.y + line.box.h / 2 <= bottom) continue;
    const beneath =
      page.rows[r]?.find(
        (s) => overlap(s.box.x, s.box.w, label.box.x - page.lineHeight / 2, label.box.w + page.lineHeight) > 0,
      ) ?? cellBeneath(label, neighbours, page.rows[r] ?? []);
    if (beneath === undefined) continue;
    const own = page.labels[r]?.find(
      (l) => l.segment === beneath && l.from === 0 && strong(l) && (l.colon || l.length > 5),
    );
    if (own === undefined) at('below', trimmed(beneath.words), Math.max(0, line.box.y - bottom) / page.lineHeight);
    break;
  }
  return spots;
}

/**
 * The segment that stands as far along its row as a head does along its own, within the reach of that head: heads at
 * the left edges of wide cells, figures at their right edges.
 */
function cellBeneath(label: LabelAt, heads: readonly Line[], cells: readonly Line[]): Line | undefined {
  if (heads.length < 2 || heads.length !== cells.length) return undefined;
  const isWithin = heads.every((head, i) => {
    const cell = cells[i];
    const end = heads[i + 1]?.box.x ?? Number.POSITIVE_INFINITY;
    return cell !== undefined && cell.box.x >= head.box.x - 2 && cell.box.x + cell.box.w <= end + 2;
  });
  return isWithin ? cells[heads.indexOf(label.segment)] : undefined;
}

const sameThing = (a: LabelAt, b: LabelAt) => a.uses.some((u) => b.uses.some((v) => v.field === u.field));

/** Words without leading colons, dashes and dots. */
function trimmed(words: readonly Word[]): readonly Word[] {
  let start = 0;
  while (start < words.length && /^[:;.\-–—=|>»…_]+$/.test(words[start]?.text ?? '')) start++;
  const first = words[start];
  const rest = words.slice(start);
  if (first !== undefined && /^:./.test(first.text)) return [{ ...first, text: first.text.slice(1) }, ...rest.slice(1)];
  return rest;
}
