import type { TotalField } from '../../core/fields.ts';
import { type AmountAt, findAmounts } from './amounts.ts';
import type { Candidate, Features } from './candidate.ts';
import { placeFeatures } from './header.ts';
import type { Announced, Spot } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

/** What a label of one total often means besides, and how much less sure that is. */
const ALSO: Readonly<Record<string, readonly (readonly [TotalField, number])[]>> = {
  lineTotal: [['lineTotal', 1], ['net', 0.6]],
  net: [['net', 1], ['lineTotal', 0.4]],
  tax: [['tax', 1]],
  gross: [['gross', 1], ['due', 0.5]],
  due: [['due', 1], ['gross', 0.6]],
  prepaid: [['prepaid', 1]],
  allowanceTotal: [['allowanceTotal', 1]],
  chargeTotal: [['chargeTotal', 1]],
  rounding: [['rounding', 1]],
}; // biome-ignore format: a table

/** Candidates of the totals: the amounts at their labels. */
export function totalCandidates(view: DocumentView, announced: readonly Announced[]): Candidate[] {
  const out: Candidate[] = [];
  const pages = view.pages.length;
  for (const a of announced) {
    for (const use of a.label.uses) {
      const meanings = ALSO[use.field];
      if (meanings === undefined) continue;
      a.spots.forEach((spot, i) => {
        const amounts = moneyOf(spot, view);
        const pick = spot.relation === 'below' ? nearest(amounts, a) : amounts.at(-1);
        if (pick === undefined) return;
        const reach = (a.page.number - 1 + a.label.box.y / a.page.height) / pages;
        const features: Features = {
          ...placeFeatures(a, use, spot, i),
          late: reach,
          shape: pick.decimals === 2 ? 1 : pick.currency !== null ? 0.8 : pick.decimals === 0 ? 0.2 : 0,
          ...(spot.relation === 'below' ? { column: column(a.page, pick, view) } : {}),
          ...(spot.words.some((w) => w.text.includes('%')) ? { rated: 1 } : {}),
          emphasis: pick.words[0]?.bold === true || (pick.words[0]?.size ?? 0) > 1.15 * a.page.lineHeight ? 1 : 0,
        };
        for (const [total, share] of meanings) {
          const path = `totals.${total}` as const;
          const value = total === 'prepaid' || total === 'allowanceTotal' ? pick.value.replace(/^-/, '') : pick.value;
          out.push({
            path,
            value,
            page: a.page.number,
            words: pick.words,
            features: { ...features, ...(share < 1 ? { against: 1 - share } : {}) },
          });
        }
      });
    }
  }
  return out;
}

/** Amounts of a spot that can be money: no percentages. */
function moneyOf(spot: Spot, view: DocumentView): AmountAt[] {
  return findAmounts(spot.line, view.mark).filter((m) => !m.percent && m.words.length > 0 && m.value.length < 16);
}

/** The amount that stands closest beneath the label. */
function nearest(amounts: readonly AmountAt[], { label }: Announced): AmountAt | undefined {
  const middle = label.box.x + label.box.w / 2;
  const right = label.box.x + label.box.w;
  const distance = (m: AmountAt) => {
    const first = m.words[0]?.box;
    const last = m.words.at(-1)?.box;
    if (first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
    return Math.min(Math.abs((first.x + last.x + last.w) / 2 - middle), Math.abs(last.x + last.w - right));
  };
  return amounts.toSorted((x, y) => distance(x) - distance(y))[0];
}

/** 1 when further amounts stand in the column beneath: then the label heads a table. */
function column(page: PageView, amount: AmountAt, view: DocumentView): number {
  const box = amount.words.at(-1)?.box;
  if (box === undefined) return 0;
  const right = box.x + box.w;
  let count = 0;
  for (const line of page.lines) {
    if (line.box.y <= box.y + box.h || line.box.y > box.y + 12 * page.lineHeight) continue;
    for (const m of findAmounts(line, view.mark)) {
      const last = m.words.at(-1)?.box;
      if (last !== undefined && m.decimals > 0 && Math.abs(last.x + last.w - right) < page.lineHeight / 2) count++;
    }
  }
  return Math.min(1, count / 2);
}
