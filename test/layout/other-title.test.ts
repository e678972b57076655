import { describe, expect, it } from 'vitest';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

/** The codes of the reasons why a page is not approved, and the type read. */
async function judged(page: string) {
  const document = drawn(page);
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  const { reasons, header, verdict } = await fuse(document, [readings]);
  return { codes: reasons.map((r) => r.code), type: header.typeCode?.value, verdict };
}

const invoice = (title: string, below = '') => `
Hartley Supplies Ltd                        ${title}
2 Mill Lane, Leeds LS1 4AP                  Date: 30/04/2026
${below}
Boldon Builders
7 Park Row, Leeds LS1 5HD

Invoice no: INV-121

Description               Qty     Unit Price    Amount
Bricks                    100           2.00    200.00
                         Net amount            £200.00
                         VAT 20%                £40.00
                         Total                 £240.00
`;

describe('what asks for no payment as an invoice', () => {
  it.each(['PAYMENT REMINDER', '2nd Reminder', 'Statement of account', 'Quotation Q-7', 'Order confirmation'])(
    '%s is not approved, and has no type of an invoice',
    async (title) => {
      const { codes, type, verdict } = await judged(invoice(title));
      expect(codes).toContain('NOT_AN_INVOICE');
      expect([type, verdict]).toEqual([undefined, 'review']);
    },
  );

  it('a German reminder that names its invoice is one', async () => {
    const { codes } = await judged(
      'Energie Nord AG\n\n1. Mahnung zur Rechnung Nr. RE-2026-118\n\nRechnung   Betrag\nRE-2026-118   119,00 €\nGesamtbetrag   124,00 €',
    );
    expect(codes).toContain('NOT_AN_INVOICE');
  });

  it('a pro forma is one', async () => {
    const { codes, type } = await judged(invoice('Pro forma invoice'));
    expect(codes).toContain('NOT_AN_INVOICE');
    expect(type).toBe('325');
  });
});

it.each([
  ['INVOICE', 'Delivery note: LS-7'],
  ['INVOICE', 'Purchase order    PO-7'],
  ['TAX INVOICE', 'Statement period: April'],
  ['Credit note', 'Order confirmation: OC-9'],
])('%s stays one with "%s" below', async (title, below) => {
  expect((await judged(invoice(title, below))).codes).not.toContain('NOT_AN_INVOICE');
});
