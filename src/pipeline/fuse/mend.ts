import { PARTY_ROLES } from '../../core/fields.ts';
import { units } from '../../core/money.ts';
import type { Reading, Readings, Row } from '../../core/reading.ts';
import { comesTo } from '../layout/table/arithmetic.ts';
import { vatIdHolds } from './identifiers.ts';
import { alternative } from './support.ts';

/**
 * What a reader saw, with values that break a check of their own (quantity times price, rate of a basis, check digits,
 * the sum of the lines) replaced by what else their print may say, where that alone makes the check hold. Totals and
 * dates are not touched: they are chosen jointly.
 */
export async function mendReadings(readings: Readings): Promise<Readings> {
  const { lines = [], taxes = [] } = readings.rows;
  const isOpen = (row: Readonly<Record<string, Reading | undefined>>) => Object.values(row).some(hasAlternatives);
  const scalars = await mendVatIds(readings.scalars);
  if (scalars === readings.scalars && !lines.some(isOpen) && !taxes.some(isOpen)) return readings;
  const multiplied = lines.map(mendLine);
  const targets = [...(scalars['totals.lineTotal'] ?? []), ...(scalars['totals.net'] ?? [])];
  return {
    ...readings,
    scalars,
    rows: { ...readings.rows, lines: mendSum(multiplied, targets), taxes: taxes.map(mendTax) },
  };
}

const hasAlternatives = (reading: Reading | undefined): boolean => (reading?.alternatives?.length ?? 0) > 0;

/** A reading with another of the values that its print may have: as sure as before of what it is. */
const as = (reading: Reading, value: string, likelihood: number): Reading => ({
  ...alternative(reading, value, likelihood),
  score: reading.score,
});

/** Something that makes a check hold, and how likely it is. */
interface Remedy<T> {
  readonly result: T;
  readonly likelihood: number;
}

/** How much likelier than the next the likeliest remedy has to be. */
const CLEARLY = 2;

/** The likeliest of some remedies, where none comes near it. */
function clearest<T>(remedies: readonly Remedy<T>[]): T | null {
  const [first, second] = remedies.toSorted((a, b) => b.likelihood - a.likelihood);
  if (first === undefined || (second !== undefined && first.likelihood < CLEARLY * second.likelihood)) return null;
  return first.result;
}

/** A row with one of some fields read otherwise, so that a check holds that does not hold as it is. */
function mendRow<R extends Readonly<Record<string, Reading | undefined>>>(
  row: R,
  names: readonly (keyof R & string)[],
  holds: (row: R) => boolean,
): R {
  if (!names.some((name) => hasAlternatives(row[name])) || holds(row)) return row;
  const remedies = names.flatMap((name) => {
    const reading = row[name];
    return (reading?.alternatives ?? []).flatMap(({ value, likelihood }): Remedy<R>[] => {
      const result = reading === undefined ? row : { ...row, [name]: as(reading, value, likelihood) };
      return holds(result) ? [{ result, likelihood }] : [];
    });
  });
  return clearest(remedies) ?? row;
}

const decimals = (value: string): number => value.split('.')[1]?.length ?? 0;

/** Whether a line's amount is its quantity times its price, or one of the three is missing. */
function multiplies({ quantity, unitPrice, priceBasis, net }: Row<'lines'>): boolean {
  if (quantity === undefined || unitPrice === undefined || net === undefined) return true;
  const basis = Number(priceBasis?.value ?? 1) || 1;
  return comesTo(Number(quantity.value) / basis, Number(unitPrice.value), Number(net.value), decimals(unitPrice.value));
}

const mendLine = (row: Row<'lines'>): Row<'lines'> => mendRow(row, ['quantity', 'unitPrice', 'net'], multiplies);

/** Taxes are rounded once or on every line. */
const TAX_TOLERANCE = 0.021;

const mendTax = (row: Row<'taxes'>): Row<'taxes'> =>
  mendRow(row, ['rate', 'basis', 'amount'], ({ rate, basis, amount }) => {
    if (rate === undefined || basis === undefined || amount === undefined) return true;
    const tax = (Number(basis.value) * Number(rate.value)) / 100;
    return Math.abs(tax - Number(amount.value)) <= TAX_TOLERANCE;
  });

/** A total has to be as likely as this for lines to be read by it. */
const TARGET = 0.35;
const CENT = units('0.01');

/** Lines with the amount of one read otherwise, so that they come to a total that they do not come to as they are. */
function mendSum(rows: readonly Row<'lines'>[], totals: readonly Reading[]): readonly Row<'lines'>[] {
  const nets = rows.map(({ net }) => net);
  if (nets.length === 0 || nets.some((net) => net === undefined)) return rows;
  const targets = [...new Set(totals.filter(({ score }) => score > TARGET).map(({ value }) => units(value)))];
  const sum = nets.reduce((total, net) => total + units(net?.value ?? '0'), 0);
  const fits = (total: number) => targets.some((target) => Math.abs(target - total) <= CENT);
  if (targets.length === 0 || fits(sum)) return rows;
  const remedies = nets.flatMap((net, i) => {
    const row = rows[i];
    const isProven = row?.quantity !== undefined && row.unitPrice !== undefined && multiplies(row);
    if (row === undefined || net === undefined || isProven) return [];
    return (net.alternatives ?? []).flatMap(({ value, likelihood }): Remedy<readonly Row<'lines'>[]>[] => {
      if (!fits(sum - units(net.value) + units(value))) return [];
      return [{ result: rows.with(i, { ...row, net: as(net, value, likelihood) }), likelihood }];
    });
  });
  return clearest(remedies) ?? rows;
}

/** VAT identifiers whose check digits are wrong as they are read, and right as they may be read. */
async function mendVatIds(scalars: Readings['scalars']): Promise<Readings['scalars']> {
  let mended = scalars;
  for (const role of PARTY_ROLES) {
    const path = `${role}.vatId` as const;
    const readings = scalars[path];
    if (!readings?.some(hasAlternatives)) continue;
    const own = await Promise.all(readings.map(mendVatId));
    if (own.some((reading, i) => reading !== readings[i])) mended = { ...mended, [path]: own };
  }
  return mended;
}

async function mendVatId(reading: Reading): Promise<Reading> {
  if (!hasAlternatives(reading) || (await vatIdHolds(reading.value)) !== false) return reading;
  const remedies: Remedy<Reading>[] = [];
  for (const { value, likelihood } of reading.alternatives ?? []) {
    if (await vatIdHolds(value)) remedies.push({ result: as(reading, value, likelihood), likelihood });
  }
  return clearest(remedies) ?? reading;
}
