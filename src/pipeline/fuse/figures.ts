import type { Figures } from '../../core/checks.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { FieldRow } from './rows.ts';

/** The rows of a record that figures stand in. */
export interface Rows {
  readonly accounts: readonly FieldRow<'accounts'>[];
  readonly taxes: readonly FieldRow<'taxes'>[];
  readonly allowances: readonly FieldRow<'allowances'>[];
  readonly charges: readonly FieldRow<'charges'>[];
  readonly lines: readonly FieldRow<'lines'>[];
}

/** The figures of a record, for the sums to be checked on. */
export function figuresOf(
  totals: InvoiceRecord['totals'],
  rows: Rows,
  around: Pick<Figures, 'allowances' | 'charges'>,
): Figures {
  const ofLine = (adjustments: readonly FieldRow<'allowances' | 'charges'>[], line: number) =>
    adjustments.flatMap((row) =>
      row.line?.value === String(line) && row.amount !== undefined ? [row.amount.value] : [],
    );
  return {
    totals: Object.fromEntries(Object.entries(totals).map(([name, field]) => [name, field?.value])),
    lines: rows.lines.map((line, i) => ({
      quantity: line.quantity?.value,
      unitPrice: line.unitPrice?.value,
      priceBasis: line.priceBasis?.value,
      net: netOf(line),
      allowances: ofLine(rows.allowances, i + 1),
      charges: ofLine(rows.charges, i + 1),
    })),
    taxes: rows.taxes.map(({ rate, basis, amount }) => ({
      rate: rate?.value,
      basis: basis?.value,
      amount: amount?.value,
    })),
    allowances: around.allowances,
    charges: around.charges,
  };
}

/** A line of an XML invoice without an amount is a remark or a heading, and counts as nothing. On a page it is a gap. */
export function netOf(line: FieldRow<'lines'>): string | undefined {
  const fromXml = Object.values(line).some((field) => field?.readings.some(({ reader }) => reader === 'xml'));
  return line.net?.value ?? (fromXml ? '0' : undefined);
}
