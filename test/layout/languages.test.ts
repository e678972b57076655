import { describe, expect, it } from 'vitest';
import type { ScalarPath } from '../../src/core/fields.ts';
import { detectLexicons, fold, LEXICONS } from '../../src/pipeline/layout/lexicon.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { viewOf } from '../../src/pipeline/layout/view.ts';
import { drawn } from './drawn.ts';

/** What one language prints for the same invoice, in the order of the page. */
interface Printed {
  readonly language: string;
  readonly title: string;
  readonly number: string;
  readonly date: string;
  readonly due: string;
  readonly order: string;
  readonly customer: string;
  readonly seller: string;
  readonly buyer: string;
  readonly vatId: string;
  readonly vat: string;
  readonly heads: readonly [string, string, string, string];
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
}

const PRINTED: readonly Printed[] = [
  {
    language: 'nl', title: 'FACTUUR', number: 'Factuurnummer:', date: 'Factuurdatum:', due: 'Vervaldatum:', order: 'Uw bestelnummer:',
    customer: 'Klantnummer:', seller: 'Leverancier', buyer: 'Factuuradres', vatId: 'Btw-nummer:', vat: 'NL823259043B01',
    heads: ['Omschrijving', 'Aantal', 'Stukprijs', 'Bedrag'], net: 'Totaal excl. btw', tax: 'Totaal btw', gross: 'Totaal incl. btw',
  },
  {
    language: 'es', title: 'FACTURA', number: 'Nº de factura:', date: 'Fecha de emisión:', due: 'Fecha de vencimiento:', order: 'Su pedido nº:',
    customer: 'Nº de cliente:', seller: 'Emisor', buyer: 'Datos del cliente', vatId: 'N.I.F.:', vat: 'ESB12345674',
    heads: ['Concepto', 'Cantidad', 'Precio unitario', 'Importe'], net: 'Base imponible', tax: 'Cuota de IVA', gross: 'Total factura',
  },
  {
    language: 'it', title: 'FATTURA', number: 'Fattura n.:', date: 'Data documento:', due: 'Data di scadenza:', order: 'Vs. ordine n.:',
    customer: 'Codice cliente:', seller: 'Cedente/prestatore', buyer: 'Spett.le', vatId: 'P. IVA:', vat: 'IT18745620122',
    heads: ['Descrizione', 'Q.tà', 'Prezzo unitario', 'Importo'], net: 'Totale imponibile', tax: 'Totale imposta', gross: 'Totale documento',
  },
  {
    language: 'pt', title: 'FATURA', number: 'Fatura n.º:', date: 'Data de emissão:', due: 'Data de vencimento:', order: 'V/ encomenda:',
    customer: 'N.º de cliente:', seller: 'Fornecedor', buyer: 'Morada de faturação', vatId: 'Contribuinte n.º:', vat: 'PT578666308',
    heads: ['Designação', 'Qtd.', 'Preço unit.', 'Valor'], net: 'Total líquido', tax: 'Total do IVA', gross: 'Total do documento',
  },
  {
    language: 'pl', title: 'FAKTURA VAT', number: 'Numer faktury:', date: 'Data wystawienia:', due: 'Termin płatności:', order: 'Nr zamówienia:',
    customer: 'Nr klienta:', seller: 'Sprzedawca', buyer: 'Nabywca', vatId: 'NIP:', vat: 'PL1153728767',
    heads: ['Nazwa towaru lub usługi', 'Ilość', 'Cena netto', 'Wartość netto'], net: 'Razem netto', tax: 'Kwota VAT', gross: 'Razem brutto',
  },
  {
    language: 'cs', title: 'FAKTURA', number: 'Faktura č.:', date: 'Datum vystavení:', due: 'Datum splatnosti:', order: 'Objednávka č.:',
    customer: 'Číslo zákazníka:', seller: 'Dodavatel', buyer: 'Odběratel', vatId: 'DIČ:', vat: 'CZ10169831',
    heads: ['Označení dodávky', 'Množství', 'Cena za MJ', 'Celkem'], net: 'Celkem bez DPH', tax: 'DPH celkem', gross: 'Celkem s DPH',
  },
  {
    language: 'da', title: 'FAKTURA', number: 'Fakturanr.:', date: 'Fakturadato:', due: 'Forfaldsdato:', order: 'Deres ordrenr.:',
    customer: 'Kundenr.:', seller: 'Leverandør', buyer: 'Faktureres til', vatId: 'CVR-nr.:', vat: 'DK12345674',
    heads: ['Beskrivelse', 'Antal', 'Stk. pris', 'Beløb'], net: 'I alt ekskl. moms', tax: 'Momsbeløb', gross: 'I alt inkl. moms',
  },
  {
    language: 'sv', title: 'FAKTURA', number: 'Fakturanummer:', date: 'Fakturadatum:', due: 'Förfallodatum:', order: 'Ert ordernummer:',
    customer: 'Kundnr:', seller: 'Säljare', buyer: 'Fakturaadress', vatId: 'Momsreg.nr:', vat: 'SE556677889901',
    heads: ['Benämning', 'Antal', 'À-pris', 'Belopp'], net: 'Summa exkl. moms', tax: 'Momsbelopp', gross: 'Summa inkl. moms',
  },
  {
    language: 'nb', title: 'FAKTURA', number: 'Fakturanr.:', date: 'Fakturadato:', due: 'Forfallsdato:', order: 'Deres bestillingsnr:',
    customer: 'Kundenr.:', seller: 'Selger', buyer: 'Fakturaadresse', vatId: 'Org.nr.:', vat: 'NO987654325MVA',
    heads: ['Beskrivelse', 'Antall', 'Enhetspris', 'Beløp'], net: 'Sum eks. mva', tax: 'Herav mva', gross: 'Sum inkl. mva',
  },
  {
    language: 'fi', title: 'LASKU', number: 'Laskun numero:', date: 'Laskun päiväys:', due: 'Eräpäivä:', order: 'Ostotilausnumero:',
    customer: 'Asiakasnumero:', seller: 'Myyjä', buyer: 'Laskutusosoite', vatId: 'ALV-tunnus:', vat: 'FI26486600',
    heads: ['Kuvaus', 'Määrä', 'À-hinta', 'Yhteensä'], net: 'Veroton yhteensä', tax: 'Arvonlisävero yhteensä', gross: 'Verollinen yhteensä',
  },
  {
    language: 'tr', title: 'FATURA', number: 'Fatura No:', date: 'Düzenleme Tarihi:', due: 'Vade Tarihi:', order: 'Sipariş No:',
    customer: 'Müşteri No:', seller: 'Satıcı', buyer: 'Alıcı', vatId: 'VKN:', vat: '1234567890',
    heads: ['Mal Hizmet', 'Miktar', 'Birim Fiyat', 'Mal Hizmet Tutarı'], net: 'Mal Hizmet Toplam Tutarı', tax: 'Hesaplanan KDV', gross: 'Vergiler Dahil Toplam Tutar',
  },
]; // biome-ignore format: a table of words reads best in few lines

/** The page: both parties side by side, the numbers, a table, the sums. */
function page(p: Printed): string {
  const at = (column: number, left: string, right: string) => left.padEnd(column) + right;
  const row = (...[text, count, price, amount]: readonly [string, string, string, string]) =>
    `${text.padEnd(32)}${count.padStart(10)}${price.padStart(22)}${amount.padStart(26)}`;
  return [
    p.title,
    '',
    at(50, p.seller, p.buyer),
    at(50, 'Aurora Delta', 'Bravo Kappa'),
    at(50, 'Omegastr. 7', 'Sigmastr. 12'),
    at(50, '12345 Alfa', '54321 Beta'),
    `${p.vatId} ${p.vat}`,
    '',
    at(30, p.number, '2026-0117'),
    at(30, p.date, '05.03.2026'),
    at(30, p.due, '04.04.2026'),
    at(30, p.order, 'PX-4471'),
    at(30, p.customer, '90210'),
    '',
    row(...p.heads),
    row('Kopi A4', '10', '4,00', '40,00'),
    row('Libro B5', '2', '30,00', '60,00'),
    '',
    at(50, p.net, '100,00 EUR'),
    at(50, p.tax, '20,00 EUR'),
    at(50, p.gross, '120,00 EUR'),
  ].join('\n');
}

describe.each(PRINTED)('an invoice in $language', (printed) => {
  it('is told by its words', () => {
    expect(viewOf(drawn(page(printed))).lexicons[0]?.language).toBe(printed.language);
  });

  it('has its fields, parties, lines and totals found', async () => {
    const readings = await wordsReader.read(drawn(page(printed)));
    const best = (path: ScalarPath) => readings?.scalars[path]?.[0]?.value;
    expect({
      type: best('typeCode'), number: best('number'), issued: best('issueDate'), due: best('dueDate'),
      order: best('purchaseOrder'), customer: best('customerNumber'), seller: best('seller.name'), buyer: best('buyer.name'),
      vatId: best('seller.vatId'), net: best('totals.net'), tax: best('totals.tax'), gross: best('totals.gross'),
    }).toEqual({
      type: '380', number: '2026-0117', issued: '2026-03-05', due: '2026-04-04',
      order: 'PX-4471', customer: '90210', seller: 'Aurora Delta', buyer: 'Bravo Kappa',
      vatId: printed.vat, net: '100.00', tax: '20.00', gross: '120.00',
    }); // biome-ignore format: pairs read best side by side
    const lines = readings?.rows.lines?.map((l) => [l.description?.value, l.quantity?.value, l.unitPrice?.value]);
    expect(lines).toEqual([
      ['Kopi A4', '10', '4.00'],
      ['Libro B5', '2', '30.00'],
    ]);
  });
});

describe('the languages of a document', () => {
  it('are told by the words that few others share', () => {
    const spanish = 'la factura de la fecha y el importe de los portes para el cliente'.split(' ');
    expect(detectLexicons(spanish).map((l) => l.language)).toEqual(['es']);
  });

  it('are two where two are printed', () => {
    const both = 'Rechnung und Lieferung für die Firma Invoice and delivery for the company with thanks'.split(' ');
    expect(new Set(detectLexicons(both).map((l) => l.language))).toEqual(new Set(['de', 'en']));
  });
});

describe.each(LEXICONS)('the lexicon of $language', (lexicon) => {
  it('has what every lexicon has', () => {
    const english = LEXICONS.find((l) => l.language === 'en');
    for (const part of ['types', 'roles', 'table'] as const) {
      for (const key of Object.keys(english?.[part] ?? {})) {
        // Not every country has partial or self-billed invoices, nor the buyer's own article numbers.
        if (/^(?:326|389|buyerArticleNumber|priceBasis)$/.test(key)) continue;
        expect(lexicon[part][key]?.length, `${part}.${key}`).toBeGreaterThan(0);
      }
    }
    for (const key of ['number', 'issueDate', 'dueDate', 'net', 'tax', 'gross', 'due', 'iban', 'vatId'])
      expect(lexicon.labels[key]?.length, key).toBeGreaterThan(0);
  });

  it('has no label that folds away, and only labels of its own among the weak ones', () => {
    const labels = Object.values(lexicon.labels).flat();
    expect(labels.filter((label) => fold(label) === '')).toEqual([]);
    const known = new Set(labels.map(fold));
    expect(lexicon.weak.filter((label) => !known.has(fold(label)))).toEqual([]);
  });
});
