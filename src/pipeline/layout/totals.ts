import type { TotalField } from '../../core/fields.ts';
import { currenciesOf } from '../../core/money.ts';
import type { Row } from '../../core/reading.ts';
import { type AmountAt, findAmounts } from './amounts.ts';
import type { Candidate, Features } from './candidate.ts';
import { GOODS } from './labels.ts';
import { type Line, lineOf } from './lines.ts';
import { placeFeatures } from './place-features.ts';
import type { Announced, Spot } from './spots.ts';
import { stripsOf } from './strips.ts';
import { isHead } from './taxes.ts';
import { type DocumentView, type PageView, pageAt } from './view.ts';

/** What a label of one total often means besides, and how much less sure that is. */
const ALSO: Readonly<Record<string, readonly (readonly [TotalField, number])[]>> = {
  lineTotal: [
    ['lineTotal', 1],
    ['net', 0.6],
  ],
  net: [
    ['net', 1],
    ['lineTotal', 0.4],
  ],
  tax: [['tax', 1]],
  gross: [
    ['gross', 1],
    ['due', 0.5],
  ],
  due: [
    ['due', 1],
    ['gross', 0.35],
  ],
  prepaid: [['prepaid', 1]],
  allowanceTotal: [['allowanceTotal', 1]],
  chargeTotal: [['chargeTotal', 1]],
  rounding: [['rounding', 1]],
  withheld: [['withheld', 1]],
  earlierBalance: [['earlierBalance', 1]],
};

/** Candidates of the totals: the amounts at their labels. */
export function totalCandidates(
  view: DocumentView,
  announced: readonly Announced[],
  taxes: readonly Row<'taxes'>[],
  currency: string | null,
): Candidate[] {
  const out: Candidate[] = [];
  const pages = view.pages.length;
  const known = new Map<Spot, readonly AmountAt[]>();
  const moneyAt = (spot: Spot) => {
    const money = known.get(spot) ?? moneyOf(spot, view);
    known.set(spot, money);
    return money;
  };
  // What one page carries over to the next is no total.
  const carried = new Set(
    announced
      .filter((a) => a.label.uses.some((u) => u.field === 'goods:carried'))
      .flatMap((a) => a.spots.flatMap((s) => moneyAt(s).map((m) => m.value))),
  );
  const rates = new Set(taxes.map((row) => row.rate?.value)).size;
  const strips = new Map(view.pages.map((page) => [page.number, stripsOf(page)]));
  for (const a of announced) {
    const cell = strips.get(a.page.number)?.get(a.label);
    for (const use of a.label.uses) {
      const meanings = ALSO[use.field];
      if (meanings === undefined) continue;
      // Of several amounts on a row the rightmost is the total ("19 % on 100.00 ... 19.00").
      const right = a.spots.some((s) => s.relation === 'right' && moneyAt(s).length > 0);
      const spots =
        cell !== undefined
          ? [cellSpot(cell.line, cell.amount)]
          : right
            ? a.spots.toSorted((s, t) => Number(t.relation === 'right') - Number(s.relation === 'right'))
            : a.spots;
      spots.forEach((spot, i) => {
        const amounts = moneyAt(spot);
        const pick = spot.relation === 'below' ? nearest(amounts, a) : amounts.at(-1);
        if (pick === undefined) return;
        const column = cell === undefined && spot.relation === 'below' ? beneath(a.page, pick) : [];
        const reach = (a.page.index + a.label.box.y / a.page.height) / pages;
        // Beneath the heads of a table of goods stand amounts of lines, whatever the head says.
        const goods =
          spot.relation === 'below' &&
          (a.page.labels[a.label.row] ?? []).some((l) => l.uses.some((u) => GOODS.test(u.field)));
        const features: Features = {
          ...placeFeatures(a, use, spot, i),
          ...(spot.relation === 'right' ? { prose: 0 } : {}),
          late: reach,
          shape: pick.decimals === 2 ? 1 : pick.currency !== null ? 0.8 : pick.decimals === 0 ? 0.2 : 0,
          ...(spot.relation === 'below' ? { column: goods ? 1 : Math.min(1, column.length / 2) } : {}),
          ...(cell === undefined && spot.relation === 'below' && isHead(a.page, a.label.row) ? { headed: 1 } : {}),
          ...(rates > 1 && (rated(a, spot) || inBreakdown(pick, a.page.number, taxes)) ? { rated: 1 } : {}),
          ...(isForeign(a, spot, pick, currency) ? { foreign: 1 } : {}),
          emphasis: pick.words[0]?.bold === true || (pick.words[0]?.size ?? 0) > 1.15 * a.page.lineHeight ? 1 : 0,
        };
        const foot = goods ? undefined : column.at(-1);
        for (const [total, share] of meanings) {
          const path = `totals.${total}` as const;
          if (foot !== undefined) {
            const { column: _, rated: __, ...others } = features;
            const inRow = rates > 1 && inBreakdown(foot, a.page.number, taxes);
            out.push({
              path,
              value: foot.value,
              page: a.page.number,
              words: foot.words,
              alternatives: foot.alternatives,
              features: {
                ...others,
                foot: 1,
                ...(inRow ? { rated: 1 } : {}),
                ...(share < 1 ? { against: 1 - share } : {}),
              },
            });
          }
          const unsigned = total === 'prepaid' || total === 'allowanceTotal';
          const plain = (value: string) => (unsigned ? value.replace(/^-/, '') : value);
          const value = plain(pick.value);
          out.push({
            path,
            value,
            page: a.page.number,
            words: pick.words,
            alternatives: pick.alternatives.map((one) => ({ ...one, value: plain(one.value) })),
            features: {
              ...features,
              ...(share < 1 ? { against: 1 - share } : {}),
              ...(carried.has(value) ? { claimed: 1 } : {}),
            },
          });
        }
      });
    }
  }
  const [only] = taxes;
  if (taxes.length === 1 && only?.amount !== undefined && only.amount.page !== null) {
    const { value, page } = only.amount;
    const printed = pageAt(view, page)
      ?.amounts.flat()
      .find((m) => m.value === value);
    out.push({
      path: 'totals.tax',
      value,
      page,
      words: printed?.words ?? [],
      alternatives: printed?.alternatives ?? [],
      features: { label: 0.7, right: 1, shape: only.amount.score, late: 1 },
    });
  }
  return out;
}

/** The spot of a value that stands in a strip of cells, as sure as one beside its label. */
const cellSpot = (line: Line, { words }: AmountAt): Spot => ({
  relation: 'right',
  words,
  line: lineOf(line.page, words),
  distance: 0,
});

/** Whether an amount is in another currency than the document's: totals are repeated in the buyer's, or the tax office's. */
function isForeign({ label }: Announced, spot: Spot, amount: AmountAt, currency: string | null): boolean {
  if (currency === null) return false;
  const own = amount.words.flatMap((w) => codeOf(w.text));
  const beside = [...label.segment.words.slice(label.from, label.to), ...(spot.relation === 'below' ? [] : spot.words)];
  const named = own.length > 0 ? own : beside.flatMap((w) => codeOf(w.text));
  return named.length > 0 && !named.includes(currency);
}

/** The currency of a code or sign that stands for one only, alone or glued to a number. */
function codeOf(text: string): readonly string[] {
  const mark = /\p{Sc}|[A-Z]{3}/u.exec(text)?.[0];
  const codes = mark === undefined ? [] : currenciesOf(mark);
  return codes.length === 1 ? codes : [];
}

/** Whether a percentage stands at a label: then its amount is the one of a rate, which may be one of several. */
const rated = ({ label }: Announced, spot: Spot) =>
  [...spot.words, ...label.segment.words].some((w) => w.text.includes('%'));

/** Whether an amount stands in a row of the tax breakdown. */
const inBreakdown = (amount: AmountAt, page: number, taxes: readonly Row<'taxes'>[]) =>
  taxes.some(({ basis, amount: tax }) =>
    [basis, tax].some(
      (r) => r?.page === page && r.box?.x === amount.words[0]?.box.x && r?.box?.y === amount.words[0]?.box.y,
    ),
  );

/** Amounts of a spot that can be money: no percentages, and no count of something ("30 days"). */
function moneyOf(spot: Spot, view: DocumentView): AmountAt[] {
  return findAmounts(spot.line, view.mark, view.monospaced).filter((m) => {
    const counts = m.decimals === 0 && m.currency === null && /^\p{L}{2}/u.test(spot.words[m.to]?.text ?? '');
    return !m.percent && !counts && m.value.length < 16;
  });
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

/** The amounts that stand in the column beneath one, top to bottom, without a wide gap. */
function beneath(page: PageView, amount: AmountAt): AmountAt[] {
  const box = amount.words.at(-1)?.box;
  if (box === undefined) return [];
  const right = box.x + box.w;
  let bottom = box.y + box.h;
  const found: AmountAt[] = [];
  for (const [i, line] of page.lines.entries()) {
    if (line.box.y <= bottom - line.box.h / 2) continue;
    if (line.box.y > bottom + 2 * page.lineHeight) break;
    for (const m of page.amounts[i] ?? []) {
      const last = m.words.at(-1)?.box;
      if (last === undefined || m.decimals === 0 || Math.abs(last.x + last.w - right) > page.lineHeight / 2) continue;
      found.push(m);
      bottom = line.box.y + line.box.h;
    }
  }
  return found;
}
