import type { AmountAt } from './amounts.ts';
import { GOODS, type LabelAt } from './labels.ts';
import type { Line } from './lines.ts';
import type { PageView } from './view.ts';

/** Totals in one row of cells: each label above its value, which may stand at the other end of the cell. */
export type Strips = ReadonlyMap<
  LabelAt,
  { readonly amount: AmountAt; readonly line: Line; readonly rate: AmountAt | null }
>;

const TOTALS: ReadonlySet<string> = new Set([
  'lineTotal',
  'allowanceTotal',
  'chargeTotal',
  'net',
  'tax',
  'gross',
  'prepaid',
  'withheld',
  'rounding',
  'due',
]);
/** Cells that a strip has at least: two labels above two amounts can be anything. */
const FEWEST = 3;
/** How far below the labels the values stand at most, in line heights. */
const BELOW = 6;

/** The strips of a page. Labels and values of one row are as many, and follow each other in one order. */
export function stripsOf(page: PageView): Strips {
  const strips = new Map<LabelAt, { amount: AmountAt; line: Line; rate: AmountAt | null }>();
  for (const [i, labels] of page.labels.entries()) {
    const cells = page.rows[i] ?? [];
    if (cells.length < FEWEST || labels.some((l) => l.uses.some((u) => GOODS.test(u.field)))) continue;
    const heads = cells.map((cell) =>
      labels.find((l) => l.segment === cell && l.uses.some((u) => TOTALS.has(u.field))),
    );
    if (heads.filter((head) => head !== undefined).length < FEWEST) continue;
    const row = valuesBelow(page, i);
    if (row === null || row.amounts.length !== cells.length) continue;
    const rates = row.amounts.filter((amount) => amount.percent);
    for (const [n, amount] of row.amounts.entries()) {
      const head = heads[n];
      if (head === undefined || amount.percent) continue;
      const named = (page.amounts[i] ?? []).find(
        (a) => a.percent && a.words.every((w) => head.segment.words.includes(w)),
      );
      const rate = named ?? (rates.length === 1 ? rates[0] : undefined) ?? null;
      strips.set(head, { amount, line: row.line, rate });
    }
  }
  return strips;
}

/** The row of amounts beneath a row of labels, where it is the only one. */
function valuesBelow(page: PageView, labels: number): { amounts: readonly AmountAt[]; line: Line } | null {
  const head = page.lines[labels];
  const line = page.lines[labels + 1];
  const amounts = page.amounts[labels + 1] ?? [];
  if (head === undefined || line === undefined || amounts.length < FEWEST) return null;
  if (line.box.y - (head.box.y + head.box.h) > BELOW * page.lineHeight) return null;
  // Rows of a table follow each other closely, and it is no strip.
  const next = page.lines[labels + 2];
  const close = next !== undefined && next.box.y - (line.box.y + line.box.h) < page.lineHeight;
  return close && (page.amounts[labels + 2] ?? []).length >= amounts.length ? null : { amounts, line };
}
