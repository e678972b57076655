import { textKey, valueKey } from '../core/normal.ts';
import type { RecordQuery, RecordStore, Sha256, Summary } from '../core/ports.ts';
import type { ReasonCode } from '../core/reasons.ts';
import type { InvoiceRecord, Reason } from '../core/record.ts';
import { reason, verdictOf } from './fuse/verdict.ts';

/** Reasons that other documents give, not the record itself. */
const CODES: readonly string[] = ['DUPLICATE_INVOICE', 'NUMBER_REUSED'] satisfies ReasonCode[];

/**
 * The record with a reason added when a document that came in before has the same seller and number: a duplicate when
 * the amount is the same too, else a number used twice. So the first to come in is the original, in whatever order and
 * however often they are read. The same bytes are no duplicate: they are the same document.
 */
export async function flagDuplicates(id: Sha256, record: InvoiceRecord, query: RecordQuery): Promise<InvoiceRecord> {
  const twin = await twinOf(id, record, query);
  const reasons = record.reasons.filter(({ code }) => !CODES.includes(code));
  if (twin !== null) reasons.push(twin);
  return { ...record, reasons, verdict: verdictOf(reasons) };
}

/**
 * Looks again at the documents with the seller and number of one that has changed or is gone, except those that came
 * in before it: what is said of them may have to be said no more, or only now.
 */
export async function reviseTwins(of: Summary, records: RecordStore & RecordQuery): Promise<void> {
  const { id, number } = of;
  if (number === null) return;
  const twins = (await records.list({ number })).filter((other) => other.id !== id && isSameSeller(of, other));
  if (twins.length === 0) return;
  const earlier = new Set((await records.list({ number, before: id })).map((other) => other.id));
  for (const other of twins.filter((twin) => !earlier.has(twin.id))) {
    const record = (await records.get(other.id))?.record ?? null;
    if (record === null) continue;
    const { reasons, verdict } = await flagDuplicates(other.id, record, records);
    if (JSON.stringify(reasons) === JSON.stringify(record.reasons)) continue;
    await records.revise(other.id, (known) => ({ ...known, reasons, verdict }));
  }
}

/** Whether two summaries are the same to every other document: no twin has to be looked at again. */
export function isSameToTwins(a: Summary | undefined, b: Summary | undefined): boolean {
  const keys = ['number', 'seller', 'sellerVatId', 'gross', 'currency'] as const;
  return keys.every((key) => (a?.[key] ?? null) === (b?.[key] ?? null));
}

async function twinOf(id: Sha256, record: InvoiceRecord, query: RecordQuery): Promise<Reason | null> {
  const { header, parties } = record;
  const number = header.number?.value;
  if (number === undefined) return null;
  const seller = { seller: parties.seller.name?.value ?? null, sellerVatId: parties.seller.vatId?.value ?? null };
  const others = (await query.list({ number, before: id })).filter((other) => isSameSeller(seller, other));
  const twin = others.findLast((other) => isSameAmount(record, other)) ?? others.at(-1); // the oldest is the last
  if (twin === undefined) return null;
  const code = isSameAmount(record, twin) ? 'DUPLICATE_INVOICE' : 'NUMBER_REUSED';
  return reason(code, `${twin.file} (${twin.id.slice(0, 8)}) has the same seller and number`, ['number']);
}

type Seller = Pick<Summary, 'seller' | 'sellerVatId'>;

function isSameSeller(one: Seller, other: Seller): boolean {
  if (one.sellerVatId !== null && other.sellerVatId !== null)
    return valueKey('id', one.sellerVatId) === valueKey('id', other.sellerVatId);
  return one.seller !== null && other.seller !== null && textKey(one.seller) === textKey(other.seller);
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
