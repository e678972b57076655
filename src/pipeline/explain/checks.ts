import Big from 'big.js';
import { addsUp, checkSums, type SumCheck } from '../../core/checks.ts';
import { type FieldPath, withField } from '../../core/field-path.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { fieldsByPath, isOnePrint } from '../fuse/binding.ts';
import { checkDates } from '../fuse/dates.ts';
import { figuresOf } from '../fuse/figures.ts';
import { checkIdentifiers } from '../fuse/identifiers.ts';
import type { Choice } from '../fuse/support.ts';
import type { Surroundings } from '../fuse/totals.ts';

/** The checks that a field takes part in, as they would come out if it had this value and all others kept theirs. */
export async function checksWith(
  choice: Choice,
  path: FieldPath,
  record: InvoiceRecord,
  around: Surroundings,
): Promise<readonly SumCheck[]> {
  const field = { value: choice.value, confidence: choice.score, state: 'proven' as const };
  const tried = withField(record, path, { ...field, readings: [...choice.readings] });
  // A sum can turn on a field that it does not name: a charge is one side of what the lines make.
  const without = new Set((await checksOf(record, around)).map(({ message }) => message));
  const at = fieldsByPath(tried);
  const checks = [...(await checksOf(tried, around)), ...priceHolds(tried, path)];
  return checks.filter(
    (check) =>
      (!without.has(check.message) || check.fields.some((named) => binds(named, path))) &&
      !(check.passed && isOnePrint(check, at)),
  );
}

async function checksOf(record: InvoiceRecord, around: Surroundings): Promise<readonly SumCheck[]> {
  return [
    ...checkSums(figuresOf(record.totals, record, around)),
    ...(await checkIdentifiers(record.accounts, record.parties)),
    ...checkDates(record.header),
  ];
}

/** Quantity times price of the line of a field, where it comes to the amount: records note only where it does not. */
function priceHolds({ lines }: InvoiceRecord, path: FieldPath): readonly SumCheck[] {
  if (path.kind !== 'row' || path.group !== 'lines' || !SUMMED.has(path.name)) return [];
  const { quantity, unitPrice, net } = lines[path.index] ?? {};
  if (quantity === undefined || unitPrice === undefined || net === undefined) return [];
  if (!addsUp(net.value, [new Big(quantity.value).times(unitPrice.value).toFixed()])) return [];
  const message = `line ${path.index + 1}: ${quantity.value} x ${unitPrice.value} = amount ${net.value}`;
  return [{ code: 'LINE_QTY_X_PRICE_NE_NET', rule: '', passed: true, message, fields: [path.path] }];
}

/** The members of a row that the sums over rows are about. */
const SUMMED: ReadonlySet<string> = new Set(['net', 'gross', 'amount', 'basis', 'rate', 'quantity', 'unitPrice']);

/** Whether a path that a check names (`totals.net`, `taxes[0]`, `lines`) is a field, or the row or group that it is in. */
function binds(named: string, path: FieldPath): boolean {
  if (named === path.path) return true;
  if (path.kind !== 'row' || !SUMMED.has(path.name)) return false;
  return named === `${path.group}[${path.index}]` || (named === path.group && /^(?:net|gross|amount)$/.test(path.name));
}
