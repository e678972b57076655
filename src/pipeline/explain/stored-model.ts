import { fieldAt, parseFieldPath } from '../../core/field-path.ts';
import { SCALARS } from '../../core/fields.ts';
import type { Reading, Readings, Row } from '../../core/reading.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';

/**
 * What the vision model read of a document, as far as its record keeps it: the model is not asked again, for it may have
 * gone, and takes its time. `null` where it read nothing.
 */
export function storedModel(record: InvoiceRecord): Readings | null {
  if (!record.readers.includes('model')) return null;
  const scalars = Object.fromEntries(
    [...SCALARS.keys()].flatMap((path) => {
      const parsed = parseFieldPath(path);
      const own = readingsIn(parsed === null ? undefined : fieldAt(record, parsed));
      return own.length === 0 ? [] : [[path, own]];
    }),
  );
  const iban = readingsIn(record.accounts[0]?.iban)[0];
  const lines = record.lines.flatMap((line): Row<'lines'>[] => {
    const own = Object.entries(line).flatMap(([name, field]) => {
      const reading = readingsIn(field)[0];
      return reading === undefined ? [] : [[name, reading] as const];
    });
    return own.length === 0 ? [] : [Object.fromEntries(own)];
  });
  const accounts = iban === undefined ? {} : { accounts: [{ iban }] };
  return { reader: 'model', scalars, rows: { ...accounts, ...(lines.length > 0 && { lines }) }, findings: [] };
}

const readingsIn = (field: Field | undefined): readonly Reading[] =>
  field?.readings.filter(({ reader }) => reader === 'model') ?? [];
