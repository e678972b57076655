import type { Country } from './country.ts';
import { EUROPE } from './europe.ts';
import { WORLD } from './world.ts';

export type CountryCode = keyof typeof EUROPE | keyof typeof WORLD;

/** The countries that parties sit in, by ISO 3166-1 code. */
export const COUNTRIES: Readonly<Record<CountryCode, Country>> = { ...EUROPE, ...WORLD };

/** How often a country issues a drawn document. */
export const WEIGHTS: readonly (readonly [number, CountryCode])[] = [
  [9, 'DE'],
  [3, 'AT'],
  [4, 'CH'],
  [7, 'FR'],
  [4, 'BE'],
  [6, 'NL'],
  [1, 'LU'],
  [6, 'ES'],
  [6, 'IT'],
  [4, 'PT'],
  [6, 'PL'],
  [4, 'CZ'],
  [4, 'DK'],
  [4, 'SE'],
  [4, 'NO'],
  [4, 'FI'],
  [4, 'TR'],
  [6, 'GB'],
  [2, 'IE'],
  [6, 'US'],
  [4, 'CA'],
  [4, 'IN'],
  [3, 'AU'],
  [2, 'ZA'],
  [2, 'SG'],
  [3, 'BR'],
  [2, 'MX'],
  [2, 'AR'],
];
