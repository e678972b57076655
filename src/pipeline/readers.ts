import type { Reader } from '../core/reading.ts';
import { einvoiceReader } from './einvoice/reader.ts';
import { wordsReader } from './layout/reader.ts';

/** The readers, most trusted first. A new one is one line here. */
export function readersOf({ eInvoices }: { readonly eInvoices: boolean }): readonly Reader[] {
  return [...(eInvoices ? [einvoiceReader] : []), wordsReader];
}
