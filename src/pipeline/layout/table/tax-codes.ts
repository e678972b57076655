import { parseAmount } from '../../../core/money.ts';
import type { CellLine } from './cells.ts';

const RATE = String.raw`(\d{1,2}(?:[.,]\d{1,3})?) ?%`;
const CODE = String.raw`\(?([A-Z]\d?|[0-9])\)?`;
/** "A: 19 %", "1 = TVA 20,00%", "B 7,00 %". */
const BEFORE = new RegExp(String.raw`(?:^|\s)${CODE} ?[:=.-]? ?(?:[\p{L}.]{2,12} )?${RATE}`, 'gu');
/** "19 % (A)", "MwSt 19% = A". */
const BEHIND = new RegExp(String.raw`(?:^|\s)${RATE} ?[:=]? ?\(?([A-Z])\)?(?=\s|$)`, 'gu');

/**
 * The rates of the codes that lines print for them ("A: 19 %"), by code. One that stands for two rates is none, nor is
 * one that is itself a rate.
 */
export function taxCodesIn(lines: readonly CellLine[], percents: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  const put = (code: string | undefined, printed: string | undefined) => {
    const rate = printed === undefined ? null : parseAmount(printed, ',');
    if (code === undefined || rate === null) return;
    const value = String(Number(rate.value));
    const known = found.get(code);
    found.set(code, known === undefined || known === value ? value : null);
  };
  for (const { line } of lines) {
    if (!line.text.includes('%')) continue;
    for (const [, code, rate] of line.text.matchAll(BEFORE)) put(code, rate);
    for (const [, rate, code] of line.text.matchAll(BEHIND)) put(code, rate);
  }
  return new Map(
    [...found].flatMap(([code, rate]) => (rate === null || percents.has(code) ? [] : [[code, rate] as const])),
  );
}
