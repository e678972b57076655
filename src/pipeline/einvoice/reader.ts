import type { OpenedDocument, Problem } from '../../core/page.ts';
import type { Finding, Reader } from '../../core/reading.ts';
import { type Located, locate } from './locate.ts';
import { toReadings } from './model.ts';
import { checkRules } from './rules/check.ts';

/** Which attachment is the e-invoice, and what it says it is. */
export interface EInvoiceInfo {
  readonly syntax: 'CII' | 'UBL';
  readonly profile: string | null;
  readonly attachment: string;
}

type Search = { readonly found: Located | null; readonly problems: readonly Problem[] };

/** A document is searched once, whoever asks first. */
const searches = new WeakMap<OpenedDocument, Promise<Search>>();

function search(document: OpenedDocument): Promise<Search> {
  let known = searches.get(document);
  if (known === undefined) {
    known = locate(document);
    searches.set(document, known);
  }
  return known;
}

/** The e-invoice inside a document; `null` when there is none that can be read. */
export async function eInvoiceOf(document: OpenedDocument): Promise<EInvoiceInfo | null> {
  const { found } = await search(document);
  if (found === null) return null;
  return { syntax: found.invoice.syntax, profile: found.invoice.profile, attachment: found.attachment };
}

/** Attachments with the name of an e-invoice that could not be read as one. */
export async function eInvoiceProblems(document: OpenedDocument): Promise<readonly Problem[]> {
  return (await search(document)).problems;
}

/** Reads the CII or UBL invoice that a document holds or is, and checks it against the rules of its profile. */
export const einvoiceReader: Reader = {
  name: 'xml',
  async read(document) {
    const { found } = await search(document);
    if (found === null) return null;
    const findings: Finding[] = [];
    if (!found.encodingAsDeclared) {
      findings.push({
        code: 'XML_VALUE',
        severity: 'info',
        message: 'The XML is not in the encoding that it names; letters beyond ASCII may be wrong.',
      });
    }
    return toReadings(found.invoice, [...findings, ...checkRules(found.invoice)]);
  },
};
