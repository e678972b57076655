import { textKey, valueKey } from '../core/normal.ts';
import type { RecordQuery, Sha256, Summary } from '../core/ports.ts';
import type { InvoiceRecord } from '../core/record.ts';
import { reason, verdictOf } from './fuse/verdict.ts';

/**
 * The record with a reason added when another document has the same seller and number: a duplicate when the amount is
 * the same too, else a number used twice. The same bytes are no duplicate: they are the same document.
 */
export async function flagDuplicates(id: Sha256, record: InvoiceRecord, query: RecordQuery): Promise<InvoiceRecord> {
  const number = record.header.number?.value;
  if (number === undefined) return record;
  const others = (await query.list({ number })).filter((other) => other.id !== id && isSameSeller(record, other));
  const twin = others.find((other) => isSameAmount(record, other)) ?? others[0];
  if (twin === undefined) return record;
  const code = isSameAmount(record, twin) ? 'DUPLICATE_INVOICE' : 'NUMBER_REUSED';
  const reasons = [
    ...record.reasons,
    reason(code, `${twin.file} (${twin.id.slice(0, 8)}) has the same seller and number`, ['number']),
  ];
  return { ...record, reasons, verdict: verdictOf(reasons) };
}

function isSameSeller(record: InvoiceRecord, other: Summary): boolean {
  const { vatId, name } = record.parties.seller;
  if (vatId !== undefined && other.sellerVatId !== null)
    return valueKey('id', vatId.value) === valueKey('id', other.sellerVatId);
  return name !== undefined && other.seller !== null && textKey(name.value) === textKey(other.seller);
}

function isSameAmount({ totals, header }: InvoiceRecord, other: Summary): boolean {
  const total = totals.gross ?? totals.due ?? totals.net;
  return (
    total !== undefined &&
    other.gross !== null &&
    valueKey('amount', total.value) === valueKey('amount', other.gross) &&
    (header.currency === undefined || other.currency === null || header.currency.value === other.currency)
  );
}
