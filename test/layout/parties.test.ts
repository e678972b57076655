import { describe, expect, it } from 'vitest';
import type { ScalarPath } from '../../src/core/fields.ts';
import type { Readings } from '../../src/core/reading.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

async function read(page: string) {
  const scalars: Readings['scalars'] = (await wordsReader.read(drawn(page)))?.scalars ?? {};
  const best = (path: ScalarPath) => scalars[path]?.[0];
  return {
    value: (path: ScalarPath) => best(path)?.value,
    score: (path: ScalarPath) => best(path)?.score ?? 0,
  };
}

const sideBySide = (foot: string) => `

Hilltop Tools Ltd                              Brookside Bakery Ltd
14 Station Road                                88 High Street
Bristol BS1 6TR                                Leeds LS1 4DY

                                               Date: 14 May 2026
Invoice no: 4711

Description              Qty      Price       Amount
Oak board                  2      10.00        20.00
                                  Total        20.00



${foot}
`;

describe('two letters side by side without a head', () => {
  it('are told apart by a name that comes back behind a word for the seller', async () => {
    const { value, score } = await read(sideBySide('Supplier: Brookside Bakery Ltd'));
    expect(value('seller.name')).toBe('Brookside Bakery Ltd');
    expect(value('seller.street')).toBe('88 High Street');
    expect(value('seller.postcode')).toBe('LS1 4DY');
    expect(value('buyer.name')).toBe('Hilltop Tools Ltd');
    expect(score('seller.name')).toBeGreaterThan(0.8);
  });

  it('are told apart by the domain that the document prints', async () => {
    const { value } = await read(sideBySide('www.brooksidebakery.co.uk'));
    expect(value('seller.name')).toBe('Brookside Bakery Ltd');
    expect(value('buyer.name')).toBe('Hilltop Tools Ltd');
  });

  it('are a draw where nothing tells: no name is given as sure', async () => {
    const { score } = await read(sideBySide('Thank you for your business.'));
    expect(score('seller.name')).toBeLessThan(0.5);
    expect(score('seller.postcode')).toBeLessThan(0.5);
  });
});

it('labels say who a party is, below a head or without one; a mark of the copy is nobody', async () => {
  const { value } = await read(`
                            ORIGINAL

Razón Social: Librería Sarmiento S.R.L.                    FACTURA
                                                           Fecha de Emisión: 22/08/2025
Condición frente al IVA: IVA Responsable Inscripto         CUIT: 30-80895551-9


DATOS DEL RECEPTOR

CUIT: 30-58790276-8                                        Razón Social: Bodegas Andinas S.A.
Condición IVA: IVA Responsable Inscripto                   Domicilio Comercial: Calle Mitre 120


Código    Producto              Cantidad      Precio      Subtotal
          Lápiz                     2,00      $10,00        $20,00
`);
  expect(value('seller.name')).toBe('Librería Sarmiento S.R.L.');
  expect(value('seller.vatId')).toBe('30-80895551-9');
  expect(value('buyer.name')).toBe('Bodegas Andinas S.A.');
  expect(value('buyer.street')).toBe('Calle Mitre 120');
  expect(value('buyer.vatId')).toBe('30-58790276-8');
});

it('a head gives its role to lines without a postcode', async () => {
  const { value } = await read(`
Harbour Light Trading Ltd
12 Queen's Road, Hong Kong

INVOICE

Bill to:
Peak Garments Ltd
88 Nathan Road
Hong Kong

Invoice no: HK-77
`);
  expect(value('seller.name')).toBe('Harbour Light Trading Ltd');
  expect(value('buyer.name')).toBe('Peak Garments Ltd');
  expect(value('buyer.street')).toBe('88 Nathan Road');
  expect(value('buyer.country')).toBe('HK');
});

it('what is no invoice has no seller out of thin air', async () => {
  const { value } = await read(`
Meeting of the gardening club

We meet on the first Monday of the month. Bring gloves.
`);
  expect(value('seller.name')).toBeUndefined();
});

it('a letter in the window below the line of its sender is the buyer, although nothing says so', async () => {
  const { value } = await read(`




Waldhof Catering KG - Marktstraße 88 - 5020 Salzburg
Bergblick Gastro GmbH
Salzweg 19
8010 Graz

Rechnung Nr. 4711
`);
  expect(value('seller.name')).toBe('Waldhof Catering KG');
  expect(value('buyer.name')).toBe('Bergblick Gastro GmbH');
  expect(value('buyer.city')).toBe('Graz');
});
