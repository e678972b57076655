import type { ScalarPath } from '../../../core/fields.ts';
import { add, currencyIn, equal, subtract } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { Readings, Row } from '../../../core/reading.ts';
import { type Candidate, rank } from '../candidate.ts';
import { currencies } from '../currency.ts';
import { type Homes, homesOf, placesOf } from '../currency-places.ts';
import type { Line } from '../lines.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView } from '../view.ts';
import { datesOf } from './date.ts';
import { itemsOf, type ReceiptItems } from './items.ts';
import { sellerOf } from './seller.ts';
import { likelihoodOf, mayBeReceipt, type Sign, signsOf } from './shape.ts';
import { type Entry, entriesOf } from './summary.ts';
import { leadsTo, type ReceiptTaxes, taxesOf } from './tax.ts';
import { totalsOf } from './total.ts';
import { lexiconsOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** A document that was printed by a till, and what tells that it was. */
export interface Receipt {
  readonly view: DocumentView;
  readonly vocabulary: Vocabulary;
  readonly entries: readonly Entry[];
  readonly signs: readonly Sign[];
  /** Probability of being a receipt. */
  readonly p: number;
}

/** How likely a document has to be a receipt to be read as one. */
const READ_FROM = 0.6;
/** How likely a till takes the money of the country that it seems to be in. */
const HOME = 0.45;
/** A total less likely than this is not worth naming beside a better one. */
const UNLIKELY = 0.25;
/** How likely a day follows the habit of its language where nothing settles the order of day and month. */
const LIKELIER = 0.6;
/** How likely the lines beneath the name are its address. */
const ADDRESS = 0.8;

/** The receipt that a document is; `null` for everything else. */
export function receiptOf(view: DocumentView, announced: readonly Announced[]): Receipt | null {
  // Most documents are no receipt by their width alone, and need no closer look.
  if (!mayBeReceipt(view)) return null;
  const texts = view.pages.flatMap((page) => page.lines.map((line) => line.text));
  const vocabulary = vocabularyOf(lexiconsOf(texts, view.lexicons));
  const entries = entriesOf(view, vocabulary);
  const signs = signsOf(view, announced, entries, vocabulary);
  const p = likelihoodOf(signs);
  return p < READ_FROM ? null : { view, vocabulary, entries, signs, p };
}

/** Fields that a receipt's own reading replaces; its labels mean other things than an invoice's. */
const REPLACED =
  /^(?:totals\..*|issueDate|dueDate|seller\.(?:name|street|addressLine|postcode|city|region)|buyer\..*|(?:shipTo|payee)\..*)$/;

/** What a document says, read as a receipt: its seller, its day, its totals and what was sold. */
export function readReceipt(receipt: Receipt, announced: readonly Announced[], invoice: Readings): Readings {
  const { view, entries, vocabulary } = receipt;
  const [total] = totalsOf(entries);
  const before = total === undefined ? '0' : subtract(total.value, total.rounding?.amount.value ?? '0');
  const taxes = total === undefined ? null : taxesOf(view, entries, total.value, before);
  const kept = Object.entries(invoice.scalars).filter(([path]) => !REPLACED.test(path));
  const scalars = rank([...headOf(receipt, announced), ...totalsIn(entries, taxes)]);
  // The country in its address tells what "$" stands for.
  const home = homesOf(scalars['seller.country'] ?? invoice.scalars['seller.country'], undefined);
  const money = rank([...currencies(view, announced, home), ...homeMoney(view, home, entries)]);
  const items = itemsOf(view, entries, vocabulary);
  const lines = linesOf(items, invoice.rows.lines ?? [], entries, total?.value ?? null, taxes);
  return {
    ...invoice,
    scalars: { ...Object.fromEntries(kept), ...scalars, ...money },
    rows: { ...invoice.rows, taxes: taxes?.rows ?? [], lines },
  };
}

/** The money of the country that a till is in, where it prints none: its total is in what it was paid with. */
function homeMoney(view: DocumentView, home: Homes, entries: readonly Entry[]): readonly Candidate[] {
  const [country] = placesOf(view, home);
  const code = country === undefined ? null : currencyIn(country);
  const words = entries.find(({ kinds }) => kinds.has('total'))?.amount.words;
  return code === null || words === undefined ? [] : [candidate('currency', code, 1, words, HOME)];
}

const candidate = (path: ScalarPath, value: string, page: number, words: readonly Word[], p: number): Candidate => ({
  path,
  value,
  page,
  words,
  features: { till: 1 },
  share: p,
});

function totalsIn(entries: readonly Entry[], taxes: ReceiptTaxes | null): readonly Candidate[] {
  const out: Candidate[] = [];
  const push = (path: ScalarPath, { page, amount }: Entry, p: number) =>
    out.push(candidate(path, amount.value, page, amount.words, p));
  const totals = totalsOf(entries);
  for (const { entry, p, rounding } of totals.slice(0, 3)) {
    // An unlikely value must not win by sums that were weighed already.
    if (p < UNLIKELY) continue;
    push('totals.gross', entry, p);
    if (rounding !== null) push('totals.rounding', rounding, p);
  }
  const subtotal = entries.find((e) => e.kinds.has('subtotal') && !e.inSummary);
  const isTotal = (entry: Entry) => equal(entry.amount.value, totals[0]?.value ?? '0');
  const total = totals[0]?.value;
  const isNet = (entry: Entry) => total !== undefined && leadsTo(total, entry.amount.value, entries, taxes);
  if (subtotal !== undefined && taxes?.net !== subtotal && !isTotal(subtotal) && isNet(subtotal))
    push('totals.lineTotal', subtotal, 0.8);
  const fee = entries.find((e) => e.kinds.has('fee') && !e.kinds.has('total') && Number(e.amount.value) > 0);
  if (fee !== undefined && !isTotal(fee)) push('totals.chargeTotal', fee, 0.7);
  if (taxes?.net != null) push('totals.net', taxes.net, 0.95);
  if (taxes?.tax != null) push('totals.tax', taxes.tax, taxes.proven ? 0.95 : 0.6);
  return out;
}

/** The lines whose amounts add up to a total: those of a table, or those of a till. With tax where the total has it. */
function linesOf(
  items: ReceiptItems | null,
  table: readonly Row<'lines'>[],
  entries: readonly Entry[],
  total: string | null,
  taxes: ReceiptTaxes | null,
): readonly Row<'lines'>[] {
  const sums = [
    ...(total === null ? [] : [total]),
    ...entries
      .filter(({ kinds }) => kinds.has('subtotal') || kinds.has('exclusive') || kinds.has('total'))
      .map((e) => e.amount.value),
  ];
  const sumOf = (rows: readonly Row<'lines'>[]) =>
    add('0', ...rows.map((row) => row.net?.value ?? row.gross?.value ?? '0'));
  const adds = (rows: readonly Row<'lines'>[]) =>
    rows.length > 0 && sums.some((sum) => equal(sum, sumOf(rows), '0.011'));
  const own = items?.rows ?? [];
  const chosen = adds(own) || !adds(table) ? (own.length > 0 ? own : table) : table;
  const untaxed = taxes === null || (taxes.tax === null && taxes.rows.length === 0);
  const isNet = total !== null && leadsTo(total, sumOf(chosen), entries, taxes);
  const taxed = !isNet && !(untaxed && adds(chosen));
  return chosen.map((row) => (taxed ? withTax(row) : row));
}

/** A line whose amount is with tax. BT-146 is without, so its price has no place. */
function withTax({ net, unitPrice, ...row }: Row<'lines'>): Row<'lines'> {
  const gross = net ?? row.gross;
  return gross === undefined ? row : { ...row, gross };
}

function headOf({ view, entries, vocabulary }: Receipt, announced: readonly Announced[]): readonly Candidate[] {
  const out: Candidate[] = [];
  const push = (path: ScalarPath, value: string, page: number, words: readonly Word[], p: number) => {
    if (value !== '' && words.length > 0) out.push(candidate(path, value, page, words, p));
  };
  for (const { value, other, words, page, p } of datesOf(view, announced).slice(0, 5)) {
    push('issueDate', value, page, words, other === null ? p : LIKELIER * p);
    if (other !== null) push('issueDate', other, page, words, (1 - LIKELIER) * p);
  }
  const { names, address } = sellerOf(view, entries, vocabulary);
  for (const { name, words, p } of names.slice(0, 4)) push('seller.name', name, 1, words, p);
  const line = (path: ScalarPath, at: Line | null) =>
    at !== null && push(path, at.text.replace(/[ ,.;]+$/, ''), 1, at.words, ADDRESS);
  if (address === null) return out;
  line('seller.street', address.street);
  line('seller.addressLine', address.more);
  line('seller.region', address.region);
  const { place, placeLine } = address;
  if (place !== null && placeLine !== null) {
    const wordsOf = (text: string) => {
      const wanted = new Set(text.split(/[ ,]+/));
      const found = placeLine.words.filter((w) => wanted.has(w.text.replace(/[,.;]+$/, '')));
      return found.length > 0 ? found : placeLine.words;
    };
    const part = (path: ScalarPath, text: string | null) => push(path, text ?? '', 1, wordsOf(text ?? ''), ADDRESS);
    part('seller.postcode', place.postcode);
    part('seller.city', place.city);
    part('seller.region', place.region);
    if (place.country !== null) push('seller.country', place.country, 1, placeLine.words, ADDRESS);
  }
  return out;
}
