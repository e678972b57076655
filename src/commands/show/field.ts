import { InvoicectlError } from '../../core/errors.ts';
import { type FieldPath, nearestPaths, parseFieldPath } from '../../core/field-path.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { count } from '../ui/format.ts';
import { printable } from '../ui/terminal.ts';

/** The field that a person names. Throws `USAGE` with the nearest names. */
export function fieldCalled(text: string): FieldPath {
  const field = parseFieldPath(text);
  if (field !== null) return field;
  const nearest = nearestPaths(text, 4);
  throw new InvoicectlError('USAGE', `A record has no field "${printable(text)}".`, {
    hint:
      nearest.length > 0
        ? `The nearest ${nearest.length === 1 ? 'is' : 'are'} ${nearest.join(', ')}.`
        : 'Fields are called as in the record: number, seller.name, totals.gross, lines[2].net, accounts[0].iban.',
  });
}

/** Throws `USAGE` where a field is named in a row that the record does not have. */
export function refuseMissingRow(field: FieldPath, record: InvoiceRecord): void {
  if (field.kind !== 'row' || field.index < record[field.group].length) return;
  const { group } = field;
  const rows = record[group].length;
  const last = rows > 1 ? ` to ${group}[${rows - 1}]` : '';
  throw new InvoicectlError(
    'USAGE',
    rows === 0
      ? `The record has no ${group}, so there is no ${field.path}.`
      : `The record has ${count(rows, 'row')} of ${group}, ${group}[0]${last}, so there is no ${field.path}.`,
  );
}
