import type { Finding, Reader } from '../../core/reading.ts';
import { locate } from './locate.ts';
import { toReadings } from './model.ts';
import { checkRules } from './rules/check.ts';

const OTHER_ENCODING: Finding = {
  code: 'XML_VALUE',
  severity: 'info',
  message: 'The XML is not in the encoding that it names; letters beyond ASCII may be wrong.',
};

/** Reads the CII or UBL invoice that a document holds or is, and checks it against the rules of its profile. */
export const einvoiceReader: Reader = {
  name: 'xml',
  async read(document) {
    const { found, missed } = await locate(document);
    if (found === null) return missed.length === 0 ? null : { reader: 'xml', scalars: {}, rows: {}, findings: missed };
    const { invoice, attachment, encodingAsDeclared } = found;
    const findings = [...missed, ...(encodingAsDeclared ? [] : [OTHER_ENCODING]), ...checkRules(invoice)];
    const { syntax, profile } = invoice;
    return { ...toReadings(invoice, findings), eInvoice: { syntax, profile, attachment } };
  },
};
