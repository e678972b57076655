import type { ScalarPath } from '../../../core/fields.ts';
import { type Invoice, type Payment, value } from '../model.ts';
import { isIban } from '../values.ts';
import { all, textAt } from '../xml.ts';
import type { Report } from './report.ts';

const TRANSFER = new Set(['30', '58']);
const CARD = new Set(['48', '54', '55']);
const DEBIT = new Set(['59']);

/** Type codes of UNTDID 1001 that XRechnung expects (BR-DE-17). */
const TYPES = new Set(['326', '380', '384', '389', '381', '875', '876', '877']);

/** A line of payment terms that a program can read (BR-DE-18). */
const DISCOUNT = /^#(?:SKONTO|VERZUG)#TAGE=\d+#PROZENT=\d+\.\d{2}(?:#BASISBETRAG=-?\d+\.\d{2})?#$/;

const REQUIRED: readonly (readonly [string, ScalarPath, string])[] = [
  ['BR-DE-3', 'seller.city', "the seller's town"],
  ['BR-DE-4', 'seller.postcode', "the seller's post code"],
  ['BR-DE-8', 'buyer.city', "the buyer's town"],
  ['BR-DE-9', 'buyer.postcode', "the buyer's post code"],
  ['BR-DE-15', 'buyerReference', 'the buyer reference (Leitweg-ID)'],
];

const CONTACT: readonly (readonly [string, ScalarPath, string])[] = [
  ['BR-DE-5', 'seller.contact', "the name of the seller's contact"],
  ['BR-DE-6', 'seller.phone', "the telephone number of the seller's contact"],
  ['BR-DE-7', 'seller.email', "the e-mail address of the seller's contact"],
];

/** Checks Germany's rules on top of EN 16931, for invoices that claim the profile XRechnung. */
export function checkXRechnung(invoice: Invoice, report: Report): void {
  if (!/xrechnung/i.test(invoice.profile ?? '')) return;
  const has = (path: ScalarPath) => value(invoice, path) !== undefined;
  report('BR-DE-1', invoice.payments.length > 0, 'XRechnung asks for payment instructions', ['paymentMeans']);
  report('BR-DE-2', invoice.parties.seller?.contact !== undefined, 'XRechnung asks for a contact of the seller', [
    'seller.contact',
  ]);
  for (const [rule, path, what] of REQUIRED) report(rule, has(path), `XRechnung asks for ${what}`, [path]);
  if (invoice.parties.seller?.contact !== undefined) {
    for (const [rule, path, what] of CONTACT) report(rule, has(path), `XRechnung asks for ${what}`, [path]);
    const phone = value(invoice, 'seller.phone');
    report(
      'BR-DE-27',
      phone === undefined || (phone.match(/\d/g)?.length ?? 0) >= 3,
      `"${phone}" is no telephone number`,
      ['seller.phone'],
      'warning',
    );
    const email = value(invoice, 'seller.email');
    report(
      'BR-DE-28',
      email === undefined || /^[^\s@.][^\s@]*[^\s@.]@[^\s@.][^\s@]*[^\s@.]$/.test(email),
      `"${email}" is no e-mail address`,
      ['seller.email'],
      'warning',
    );
  }
  if (invoice.parties.shipTo?.address !== undefined) {
    report('BR-DE-10', has('shipTo.city'), 'XRechnung asks for the town of the place of delivery', ['shipTo.city']);
    report('BR-DE-11', has('shipTo.postcode'), 'XRechnung asks for the post code of the place of delivery', [
      'shipTo.postcode',
    ]);
  }
  for (const [i, tax] of invoice.taxes.entries()) {
    report('BR-DE-14', tax.rate !== undefined, 'XRechnung asks for the rate in every tax row', [`taxes[${i}].rate`]);
  }
  const taxed = invoice.lines.some((line) => /^(?:S|Z|E|AE|K|G|L|M)$/.test(line.row.taxCategory?.value ?? ''));
  const numbered = has('seller.vatId') || has('seller.taxId') || invoice.parties.taxRepresentative !== undefined;
  report('BR-DE-16', !taxed || numbered, 'XRechnung asks for a tax number of the seller or a tax representative', [
    'seller.vatId',
  ]);
  const type = value(invoice, 'typeCode') ?? '';
  report('BR-DE-17', TYPES.has(type), `XRechnung does not know the type code ${type}`, ['typeCode'], 'warning');
  for (const line of (value(invoice, 'paymentTerms') ?? '').split('\n')) {
    report(
      'BR-DE-18',
      !line.startsWith('#') || DISCOUNT.test(line),
      `The payment terms "${line.slice(0, 60)}" have not XRechnung's form`,
      ['paymentTerms'],
    );
  }
  const names = embeddedNames(invoice);
  report('BR-DE-22', new Set(names).size === names.length, 'Two embedded documents have the same file name');
  report(
    'BR-DE-26',
    type !== '384' || invoice.precedingInvoices.length > 0,
    'A correction should name the invoice that it corrects',
    ['precedingInvoices'],
    'warning',
  );
  for (const payment of invoice.payments) checkPayment(invoice, payment, report);
}

function embeddedNames(invoice: Invoice): readonly string[] {
  const objects =
    invoice.syntax === 'UBL'
      ? all(invoice.root, 'AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject')
      : all(
          invoice.root,
          'SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/AdditionalReferencedDocument/AttachmentBinaryObject',
        );
  return objects.flatMap((object) => object.attributes.filename ?? []);
}

/** The means code and the group that belongs to it go together, and no other group. */
function checkPayment(invoice: Invoice, payment: Payment, report: Report): void {
  const { code, account, card, debit, debited } = payment;
  const at = ['paymentMeans'];
  if (TRANSFER.has(code)) {
    report('BR-DE-23-a', account !== undefined, `Means code ${code} is a credit transfer, but no account is given`, at);
    report(
      'BR-DE-23-b',
      card === undefined && !debit,
      `Means code ${code} is a credit transfer, but a card or a direct debit is given`,
      at,
    );
    const iban = account === undefined ? '' : textAt(account, 'IBANID|ID');
    report('BR-DE-19', code !== '58' || isIban(iban), `"${iban}" is no correct IBAN`, ['accounts'], 'warning');
  } else if (CARD.has(code)) {
    report('BR-DE-24-a', card !== undefined, `Means code ${code} is a payment card, but none is given`, at);
    report(
      'BR-DE-24-b',
      account === undefined && !debit,
      `Means code ${code} is a payment card, but an account or a direct debit is given`,
      at,
    );
  } else if (DEBIT.has(code)) {
    report('BR-DE-25-a', debit, `Means code ${code} is a direct debit, but no mandate is given`, at);
    report(
      'BR-DE-25-b',
      account === undefined && card === undefined,
      `Means code ${code} is a direct debit, but an account or a card is given`,
      at,
    );
    const other = account === undefined ? '' : textAt(account, 'IBANID|ID');
    for (const iban of [debited, other]) {
      report('BR-DE-20', iban === '' || isIban(iban), `"${iban}" is no correct IBAN`, ['debitedAccount'], 'warning');
    }
  }
  if (!debit) return;
  report('BR-DE-30', value(invoice, 'creditorId') !== undefined, 'A direct debit needs the creditor identifier', [
    'creditorId',
  ]);
  report('BR-DE-31', value(invoice, 'debitedAccount') !== undefined, 'A direct debit needs the account to debit', [
    'debitedAccount',
  ]);
}
