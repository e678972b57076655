import { describe, expect, it } from 'vitest';
import { placeOf, streetness } from '../../src/pipeline/layout/address.ts';
import { countryOf } from '../../src/pipeline/layout/country.ts';

describe('the line of postcode and town', () => {
  it.each([
    ['80333 München', '80333', 'München', null],
    ['D-80333 München', '80333', 'München', 'DE'],
    ['DE 80333 München', '80333', 'München', 'DE'],
    ['CH-8001 Zürich', '8001', 'Zürich', 'CH'],
    ['A-1070 Wien', '1070', 'Wien', 'AT'],
    ['69003 Lyon, France', '69003', 'Lyon', 'FR'],
    ['1012 AB Amsterdam', '1012 AB', 'Amsterdam', 'NL'],
    ['00-950 Warszawa', '00-950', 'Warszawa', 'PL'],
    ['1100-148 Lisboa', '1100-148', 'Lisboa', 'PT'],
    ['114 55 Stockholm', '114 55', 'Stockholm', null],
    ['20121 Milano (MI)', '20121', 'Milano', null],
    ['Bristol BS1 6TR', 'BS1 6TR', 'Bristol', null],
    ['Silverthorne, CO 80498', '80498', 'Silverthorne', 'US'],
    ['Ottawa, ON K1P 1J1', 'K1P 1J1', 'Ottawa', 'CA'],
    ['Brisbane QLD 4000', '4000', 'Brisbane', 'AU'],
    ['Bengaluru 560001', '560001', 'Bengaluru', null],
    ['Mumbai, Maharashtra - 400 001', '400 001', 'Mumbai', null],
    ['Utrecht 3511 ED', '3511 ED', 'Utrecht', null],
    ['Warszawa 00-950', '00-950', 'Warszawa', null],
    ['Lisboa 1100-148', '1100-148', 'Lisboa', null],
    ['Villeneuve d’Ascq 59650', '59650', 'Villeneuve d’Ascq', null],
    ['São Paulo - SP, 01310-100', '01310-100', 'São Paulo', 'BR'],
    ['CEP 01310-100 São Paulo/SP', '01310-100', 'São Paulo', 'BR'],
    ['C1043AAZ Buenos Aires', 'C1043AAZ', 'Buenos Aires', 'AR'],
    ['C.P. 06600 Ciudad de México', '06600', 'Ciudad de México', null],
    ['Montréal (Québec) H2X 1Y4', 'H2X 1Y4', 'Montréal', 'CA'],
    ['Dublin 2, D02 X285', 'D02 X285', 'Dublin', null],
    ['Leeds, West Yorkshire LS1 4DY', 'LS1 4DY', 'Leeds', null],
    ['Minato-ku, Tokyo 105-0011', '105-0011', 'Minato-ku', null],
    ['34394 Şişli / İstanbul', '34394', 'İstanbul', null],
    ['Singapore 068811', '068811', 'Singapore', null],
    ['Austin, Texas 78701', '78701', 'Austin', null],
    ['GR-104 31 Αθήνα', '104 31', 'Αθήνα', 'GR'],
    ['Palo Alto, CA 94301-1234, USA', '94301-1234', 'Palo Alto', 'US'],
  ])('%s', (text, postcode, city, country) => {
    expect(placeOf(text, ['en', 'de', 'fr'])).toMatchObject({ postcode, city, country });
  });

  it.each([
    '1200 Commerce Street',
    '1242 chemin de l’olive',
    'Hauptstraße 12',
    '+49 89 123456',
    '12.03.2026',
    'Total 120,00',
  ])('%s is none', (text) => {
    expect(placeOf(text, ['en', 'de', 'fr'])).toBeNull();
  });
});

it('a country is known by its name in the document’s languages', () => {
  expect(countryOf('Deutschland', ['de'])).toBe('DE');
  expect(countryOf('Österreich', ['de'])).toBe('AT');
  expect(countryOf('Royaume-Uni', ['fr'])).toBe('GB');
  expect(countryOf('USA', [])).toBe('US');
  expect(countryOf('München', ['de'])).toBeNull();
});

it('a street is told from a name', () => {
  for (const street of [
    'Hauptstraße 12',
    '35 rue de la République',
    '14 Station Road',
    'Via Roma 3',
    'Kalverstraat 92-II',
  ])
    expect([street, streetness(street) > 0.35]).toEqual([street, true]);
  for (const name of ['Lieferant GmbH', 'Kunden AG Mitte', 'Hans Muster', 'Zentrale Beschaffung'])
    expect([name, streetness(name) > 0.35]).toEqual([name, false]);
});

it('a line with an account or a telephone in it is no street', () => {
  expect(streetness('Routing 000000518 Account 4471900236')).toBe(0);
  expect(streetness('Hotline 04315550192')).toBe(0);
  expect(streetness('12345 Kings Highway')).toBeGreaterThan(0.3);
});
