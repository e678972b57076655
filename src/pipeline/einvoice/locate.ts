import { InvoicectlError } from '../../core/errors.ts';
import type { Attachment, OpenedDocument } from '../../core/page.ts';
import type { Finding } from '../../core/reading.ts';
import { readCii } from './cii.ts';
import type { Invoice } from './model.ts';
import { readUbl } from './ubl.ts';
import { type Element, parseXml } from './xml.ts';

/** The e-invoice of a document: which attachment it is, and what it says. */
export interface Located {
  readonly attachment: string;
  readonly invoice: Invoice;
  readonly encodingAsDeclared: boolean;
}

/** Names that the hybrid formats prescribe for the invoice in a PDF. */
const NAMES = /^(?:factur-x|zugferd-invoice|xrechnung|zugferd|cii|ubl|invoice|e-?rechnung|e-?invoice)\.xml$/i;
const PRESCRIBED = /^(?:factur-x|zugferd-invoice|xrechnung)\.xml$/i;

const CII_ROOTS: ReadonlySet<string> = new Set(['CrossIndustryInvoice', 'CrossIndustryDocument']);
const UBL_ROOTS: ReadonlySet<string> = new Set([
  'Invoice',
  'CreditNote',
  'DebitNote',
  'SelfBilledInvoice',
  'SelfBilledCreditNote',
]);
/** Namespaces of UBL 1 and 2, and of Svefaktura. Other formats have a root `Invoice` too. */
const UBL_NAMESPACE = /^urn:(?:oasis:names:(?:specification|tc):ubl:|sfti:)/;

/** Rank of an attachment that only its ending makes a candidate. */
const OTHER_XML = 3;

/** How deep an invoice may be wrapped in an envelope: a header document of a network, a national portal's frame. */
const MAX_ENVELOPE_DEPTH = 4;

/** Name of the invoice's attachment according to the XMP packet of a hybrid PDF. */
function namedByXmp(xmp: string | null): string | null {
  const found = /DocumentFileName(?:\s*=\s*["']([^"']{1,200})["']|[^>]{0,200}>([^<]{1,200})<)/.exec(xmp ?? '');
  return (found?.[1] ?? found?.[2] ?? '').trim() || null;
}

const baseName = (name: string) => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);

/** Whether the bytes could be an invoice in XML: cheap, and rather too kind. */
function looksLikeXml(attachment: Attachment): boolean {
  const head = new TextDecoder('latin1')
    .decode(attachment.bytes.subarray(0, 64))
    .replace(/\0/g, '')
    .replace(/^(?:ÿþ|þÿ|ï»¿)/, '');
  return /^\s*</.test(head);
}

function rank(attachment: Attachment, named: string | null): number {
  const name = baseName(attachment.name);
  if (named !== null && name.toLowerCase() === named.toLowerCase()) return 0;
  if (PRESCRIBED.test(name)) return 1;
  if (NAMES.test(name)) return 2;
  return /\.xml$/i.test(name) ? OTHER_XML : OTHER_XML + 1;
}

/**
 * Finds and reads the e-invoice among a document's attachments: the one that the PDF's metadata names, else one with a
 * prescribed name, else any XML that is an invoice. What cannot be read is an error for a bare XML and a finding for an
 * attachment that is named like an invoice.
 */
export async function locate(
  document: OpenedDocument,
): Promise<{ readonly found: Located | null; readonly missed: readonly Finding[] }> {
  const named = namedByXmp(document.xmp);
  const candidates = document.attachments
    .filter((attachment) => document.kind === 'xml' || looksLikeXml(attachment))
    .map((attachment) => ({ attachment, order: rank(attachment, named) }))
    .sort((a, b) => a.order - b.order);
  const missed: Finding[] = [];
  for (const { attachment, order } of candidates) {
    try {
      const { root, encodingAsDeclared } = await parseXml(attachment.bytes);
      return { found: { attachment: attachment.name, invoice: readInvoice(root), encodingAsDeclared }, missed };
    } catch (error) {
      if (!(error instanceof InvoicectlError) || document.kind === 'xml') throw error;
      // Any XML may be attached to a PDF, and most is no invoice.
      if (order >= OTHER_XML) continue;
      missed.push({ code: error.code, severity: 'warning', message: `${attachment.name}: ${error.message}` });
    }
  }
  return { found: null, missed };
}

/** Reads the invoice that an XML document is or wraps. */
function readInvoice(root: Element): Invoice {
  const found = findRoot(root, 0);
  if (found !== null) return found.syntax === 'CII' ? readCii(found.root) : readUbl(found.root);
  throw new InvoicectlError('XML_UNSUPPORTED', `The XML is no CII or UBL invoice: its root is <${root.tag}>.`, {
    hint: 'Cross Industry Invoices (ZUGFeRD, Factur-X, XRechnung) and UBL invoices and credit notes are read.',
  });
}

function findRoot(element: Element, depth: number): { readonly syntax: 'CII' | 'UBL'; readonly root: Element } | null {
  if (CII_ROOTS.has(element.name)) return { syntax: 'CII', root: element };
  if (UBL_ROOTS.has(element.name) && UBL_NAMESPACE.test(namespaceOf(element))) return { syntax: 'UBL', root: element };
  if (depth === MAX_ENVELOPE_DEPTH) return null;
  for (const child of element.children) {
    const found = findRoot(child, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Namespace of an element. */
function namespaceOf(element: Element): string {
  const prefix = element.tag.includes(':') ? element.tag.slice(0, element.tag.indexOf(':')) : '';
  const key = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  for (let at: Element | null = element; at !== null; at = at.parent) {
    const uri = at.attributes[key];
    if (uri !== undefined) return uri;
  }
  return '';
}
