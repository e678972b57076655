import { describe, expect, it } from 'vitest';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

/** The record that a drawn page leads to. */
async function record(page: string): Promise<InvoiceRecord> {
  const document = drawn(page);
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  return fuse(document, [readings]);
}

const totals = (record: InvoiceRecord) =>
  Object.fromEntries(Object.entries(record.totals).map(([name, field]) => [name, field?.value]));
const taxes = (record: InvoiceRecord) => record.taxes.map(({ rate, amount }) => [rate?.value, amount?.value]);
const passed = (record: InvoiceRecord) => record.checks.filter((c) => c.passed).map((c) => c.code);
const codes = (record: InvoiceRecord) => record.reasons.map((reason) => reason.code);

describe('taxes of several names', () => {
  it('make the gross total together, and none of them is the total tax', async () => {
    const read = await record(`
Cedar Ridge Supply Co.                          Invoice # 7781
900 Granville St, Vancouver BC V6Z 1K3          Date: 2026-05-12

Qty   Item                    Unit       Total
5     Cedar panel            50.00      250.00

                            Sub-total  $250.00
                            G.S.T.      $12.50
                            P.S.T.      $17.50
                            TOTAL      $280.00`);
    expect(totals(read)).toMatchObject({ net: '250.00', gross: '280.00' });
    expect(read.totals.tax).toBeUndefined();
    expect(taxes(read)).toEqual([
      [undefined, '12.50'],
      [undefined, '17.50'],
    ]);
    expect(passed(read)).toContain('NET_PLUS_TAX_NE_GROSS');
  });

  it('of one rate and amount are two, with the rounding before the gross total', async () => {
    const read = await record(`
                        TAX INVOICE
Krishna Steels Pvt Ltd                      Invoice No.: SK/26-27/0042
14 MIDC Road, Pune 411019                   Dated: 12-Apr-2026

Sl No  Description of Goods    Quantity   Rate       Amount
1      Angle 50x50                 2000   61.728     1,23,456.00

                               Taxable Value               1,23,456.00
                               CGST @ 9%                     11,111.04
                               SGST @ 9%                     11,111.04
                               Round Off                         -0.08
                               Grand Total               ₹ 1,45,678.00`);
    expect(totals(read)).toMatchObject({ net: '123456.00', gross: '145678.00', rounding: '-0.08' });
    expect(taxes(read)).toEqual([
      ['9', '11111.04'],
      ['9', '11111.04'],
    ]);
    expect(passed(read)).toContain('NET_PLUS_TAX_NE_GROSS');
  });
});

describe('tax that the buyer keeps back', () => {
  it('stands between the gross total and the amount due', async () => {
    const read = await record(`
FATTURA n. 12/2026 del 05/03/2026

Studio Legale Ferri                        Spett.le
Via Roma 8                                 Officine Po S.r.l.
10121 Torino                               Via Nizza 40

Descrizione                                     Importo
Consulenza                                     1.500,00

                     Imponibile                1.500,00
                     IVA 22%                     330,00
                     Totale fattura            1.830,00
                     Ritenuta d'acconto 20%      300,00
                     Netto a pagare            1.530,00`);
    expect(totals(read)).toMatchObject({
      net: '1500.00',
      tax: '330.00',
      gross: '1830.00',
      withheld: '300.00',
      due: '1530.00',
    });
    expect(passed(read)).toContain('DUE_NE_GROSS_MINUS_PREPAID');
  });

  it('leaves what is due of net and tax where no gross total is printed', async () => {
    const read = await record(`
FACTURA
Marta Ruiz Diseño                      Nº factura: 2026/017
C/ Mayor 12, 28013 Madrid              Fecha: 10/02/2026

Concepto                           Importe
Diseño de portada                1.000,00 €

                   Base imponible          1.000,00 €
                   IVA 21%                   210,00 €
                   IRPF -15%                -150,00 €
                   Total a pagar           1.060,00 €`);
    expect(totals(read)).toMatchObject({ net: '1000.00', tax: '210.00', due: '1060.00' });
    expect(read.totals.gross).toBeUndefined();
    expect(codes(read)).not.toContain('UNPROVEN_TOTAL');
  });
});

it('totals repeated in another currency do not win', async () => {
  const read = await record(`
Alpin Technik AG                          Rechnung Nr. 20815
8001 Zürich                               3. März 2026

Pos  Bezeichnung        Menge   Einzelpreis     Betrag
1    Seilrolle              3        334.00   1'002.00

                     Zwischentotal      CHF   1'002.00
                     MWST 8.1%          CHF      81.16
                     Rundung            CHF      -0.01
                     Total              CHF   1'083.15
                     Total in EUR       EUR   1'028.99`);
  expect(totals(read)).toMatchObject({ tax: '81.16', gross: '1083.15' });
  expect(read.header.currency?.value).toBe('CHF');
});

it('a charge behind the subtotal is part of the gross total where no net total is printed', async () => {
  const read = await record(`
Blue Mesa Supply                                INVOICE
Santa Fe, NM 87501                          Invoice #    INV-2031
                                            Date         03/14/2026

Description               Qty     Unit Price    Amount
Water heater                1        $350.00    $350.00

                                 Subtotal      $350.00
                                 Shipping       $20.00
                                 Sales Tax      $28.88
                                 Total         $398.88`);
  expect(totals(read)).toMatchObject({ lineTotal: '350.00', chargeTotal: '20.00', tax: '28.88', gross: '398.88' });
  expect(codes(read)).not.toContain('NET_PLUS_TAX_NE_GROSS');
  expect(codes(read)).not.toContain('UNPROVEN_TOTAL');
});

describe('how a tax is written', () => {
  const invoice = (...sums: readonly string[]) => `
Harbour Tools Ltd                               Invoice number: 7781
12 Quay Road, Cork                              Invoice date: 12 May 2026

Quantity   Description             Unit price       Amount
5          Cedar panel                  50.00       250.00

${sums.join('\n')}`;

  it('by the name that another country gives it, its rate in brackets', async () => {
    const read = await record(
      invoice(
        '                            Net total      €250.00',
        '                            USt (19 %)      €47.50',
        '                            Grand total    €297.50',
      ),
    );
    expect(taxes(read)).toEqual([['19', '47.50']]);
    expect(totals(read)).toMatchObject({ net: '250.00', tax: '47.50', gross: '297.50' });
  });

  it('in a table of its own beside the totals', async () => {
    const read = await record(
      invoice(
        'Net amount    VAT amount    VAT %               Sum of items      €250.00',
        '    250.00         47.50     19 %               Grand total       €297.50',
      ),
    );
    expect(taxes(read)).toEqual([['19', '47.50']]);
    expect(totals(read)).toMatchObject({ gross: '297.50' });
  });
});

describe('totals in one row of cells', () => {
  const page = (labels: string, values: string, more = '') => `
Kassen Trykkeri                          Invoice no: 24-9212
Strandgata 91                            Date: 16 March 2024

Description               Qty     Unit Price    Amount
Copier paper               10          20.00    200.00

${labels}

${values}
${more}`;

  it('stand under their labels in order, though a value is at the other end of its cell', async () => {
    const read = await record(
      page(
        'Net amount                     VAT 5 %                        Total amount',
        '                    200.00                       10.00                      210.00',
      ),
    );
    expect(totals(read)).toMatchObject({ net: '200.00', tax: '10.00', gross: '210.00' });
    expect(taxes(read)).toEqual([['5', '10.00']]);
  });

  it('may name the rate in a cell of its own', async () => {
    const read = await record(
      page(
        'Net amount              VAT %                     VAT amount                  Total amount',
        '              200.00              0%                            0.00                    200.00',
      ),
    );
    expect(totals(read)).toMatchObject({ net: '200.00', tax: '0.00', gross: '200.00' });
    expect(taxes(read)).toEqual([['0', '0.00']]);
  });
});
