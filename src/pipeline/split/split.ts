import type { Attachment, OpenedDocument } from '../../core/page.ts';
import { openOn, type Sign, signsAt, withPage } from './boundary.ts';
import { factsOf } from './facts.ts';
import { type PageRange, partOf } from './part.ts';

/** The pages of one invoice, and what made it begin where it does; nothing for the first. */
export interface Invoice extends PageRange {
  readonly signs: readonly Sign[];
}

/** The invoices in a document, in the order of its pages, each a document of its own; at least one. */
export function splitDocument(document: OpenedDocument): readonly OpenedDocument[] {
  const found = invoicesIn(document);
  return found.length < 2 ? [document] : found.map((range) => partOf(document, range));
}

/**
 * Where the invoices in a document begin and end. What follows an invoice and is none (its terms, a delivery note, a
 * blank back) stays with it. A file with an e-invoice inside is one invoice.
 */
export function invoicesIn(document: OpenedDocument): readonly Invoice[] {
  const { pages, attachments } = document;
  const [start, ...others] = pages;
  if (start === undefined) return [];
  const whole = { first: start.number, last: pages.at(-1)?.number ?? start.number, signs: [] };
  if (others.length === 0 || attachments.some(isEInvoice)) return [whole];
  const facts = pages.map((page) => factsOf(document, page));
  const found: Invoice[] = [];
  let begun: Invoice = whole;
  let open = facts[0] && openOn(facts[0]);
  for (let i = 1; i < pages.length; i++) {
    const [page, fact] = [pages[i], facts[i]];
    if (page === undefined || fact === undefined || open === undefined) continue;
    const signs = signsAt(open, fact, facts[i + 1]);
    if (signs.reduce((sum, { added }) => sum + added, 0) > 0) {
      found.push({ ...begun, last: page.number - 1 });
      begun = { first: page.number, last: whole.last, signs };
      open = openOn(fact);
    } else open = withPage(open, fact);
  }
  return [...found, begun];
}

const ROOT = /<(?:[\w.-]+:)?(?:CrossIndustry(?:Invoice|Document)|Invoice|CreditNote)[\s>]/;

/** Whether an attachment looks like an e-invoice, by the root of its XML. */
function isEInvoice({ bytes }: Attachment): boolean {
  return ROOT.test(Buffer.from(bytes.subarray(0, 4096)).toString('latin1').replaceAll('\0', ''));
}
