import { isBooked } from '../core/kinds.ts';
import { textKey, valueKey } from '../core/normal.ts';
import type { RecordQuery, RecordStore, Sha256, Summary } from '../core/ports.ts';
import type { ReasonCode } from '../core/reasons.ts';
import type { InvoiceRecord, Reason } from '../core/record.ts';
import { recordId, shortId } from '../core/record-id.ts';
import { reason, verdictOf } from './fuse/verdict.ts';

/** Reasons that other invoices give, not the record itself. */
const CODES: readonly string[] = ['DUPLICATE_INVOICE', 'NUMBER_REUSED'] satisfies ReasonCode[];

/** What two invoices are compared by. */
type Traits = Pick<Summary, 'id' | 'kind' | 'number' | 'seller' | 'sellerVatId' | 'gross' | 'currency'>;

/**
 * A document's records with a reason added to each that has the seller and number of one that came in before, or that
 * stands before it in the file: a duplicate when the amount is the same too, else a number used twice. So the first to
 * come in is the original, in whatever order and however often they are read. The same bytes are no duplicate: they are
 * the same document. A reminder that names an invoice is no second one: only what is booked can be booked twice.
 */
export async function flagDuplicates(
  document: Sha256,
  records: readonly InvoiceRecord[],
  query: RecordQuery,
): Promise<readonly InvoiceRecord[]> {
  const flagged: InvoiceRecord[] = [];
  /** Of this very file, by number. */
  const siblings = new Map<string, Traits[]>();
  for (const [i, record] of records.entries()) {
    const own = traitsOf(recordId(document, i + 1), record);
    const reasons = record.reasons.filter(({ code }) => !CODES.includes(code));
    if (own.number !== null && isBooked(record.kind.value)) {
      const earlier = await query.list({ number: own.number, before: document });
      const key = valueKey('id', own.number);
      const inFile = siblings.get(key) ?? [];
      // a number that two pages of one file print is said of that file, with the place in it
      const twin =
        twinOf(record, own, earlier, ({ file, id }) => `${file} (${shortId(id)})`) ??
        twinOf(record, own, inFile.toReversed(), ({ id }) => `${shortId(id)} in this file`);
      if (twin !== null) reasons.push(twin);
      siblings.set(key, [...inFile, own]);
    }
    flagged.push({ ...record, reasons, verdict: verdictOf(reasons) });
  }
  return flagged;
}

/**
 * Looks again at the documents with the seller and number of an invoice that has changed or is gone, except those that
 * came in before it: what is said of them may have to be said no more, or only now.
 */
export async function reviseTwins(of: Summary, records: RecordStore & RecordQuery): Promise<void> {
  const { document, number } = of;
  if (number === null) return;
  const twins = (await records.list({ number })).filter(
    (other) => other.document !== document && isSameSeller(of, other),
  );
  if (twins.length === 0) return;
  const earlier = new Set((await records.list({ number, before: document })).map((other) => other.document));
  for (const other of new Set(twins.map((twin) => twin.document))) {
    if (!earlier.has(other)) await flagAgain(other, records);
  }
}

async function flagAgain(document: Sha256, records: RecordStore & RecordQuery): Promise<void> {
  const known: InvoiceRecord[] = [];
  const parts = (await records.list({ documents: [document] })).length;
  for (let part = 1; part <= parts; part += 1) {
    const record = (await records.get(recordId(document, part)))?.record ?? null;
    if (record === null) return;
    known.push(record);
  }
  for (const [i, { reasons, verdict }] of (await flagDuplicates(document, known, records)).entries()) {
    if (JSON.stringify(reasons) === JSON.stringify(known[i]?.reasons)) continue;
    await records.revise(recordId(document, i + 1), (record) => ({ ...record, reasons: [...reasons], verdict }));
  }
}

/** The summaries on one side only: those for which twins in other documents have to be looked at again. */
export function changedToTwins(before: readonly Summary[], after: readonly Summary[]): readonly Summary[] {
  const keyOf = ({ kind, number, seller, sellerVatId, gross, currency }: Summary) =>
    JSON.stringify([kind, number, seller, sellerVatId, gross, currency]);
  const without = (those: readonly Summary[], others: readonly Summary[]) => {
    const keys = new Set(others.map(keyOf));
    return those.filter((one) => !keys.has(keyOf(one)));
  };
  return [...without(before, after), ...without(after, before)];
}

/** `others`: the newest first. */
function twinOf<T extends Traits>(
  record: InvoiceRecord,
  own: Traits,
  others: readonly T[],
  named: (twin: T) => string,
): Reason | null {
  const twins = others.filter((other) => other.kind !== null && isBooked(other.kind) && isSameSeller(own, other));
  const twin = twins.findLast((other) => isSameAmount(record, other)) ?? twins.at(-1); // the oldest is the last
  if (twin === undefined) return null;
  const code = isSameAmount(record, twin) ? 'DUPLICATE_INVOICE' : 'NUMBER_REUSED';
  return reason(code, `${named(twin)} has the same seller and number`, ['number']);
}

function traitsOf(id: string, { kind, header, parties, totals }: InvoiceRecord): Traits {
  return {
    id,
    kind: kind.value,
    number: header.number?.value ?? null,
    seller: parties.seller.name?.value ?? null,
    sellerVatId: parties.seller.vatId?.value ?? null,
    gross: totals.gross?.value ?? null,
    currency: header.currency?.value ?? null,
  };
}

type Seller = Pick<Traits, 'seller' | 'sellerVatId'>;

function isSameSeller(one: Seller, other: Seller): boolean {
  if (one.sellerVatId !== null && other.sellerVatId !== null)
    return valueKey('id', one.sellerVatId) === valueKey('id', other.sellerVatId);
  return one.seller !== null && other.seller !== null && textKey(one.seller) === textKey(other.seller);
}

function isSameAmount({ totals, header }: InvoiceRecord, other: Traits): boolean {
  const total = totals.gross ?? totals.due ?? totals.net;
  return (
    total !== undefined &&
    other.gross !== null &&
    valueKey('amount', total.value) === valueKey('amount', other.gross) &&
    (header.currency === undefined || other.currency === null || header.currency.value === other.currency)
  );
}
