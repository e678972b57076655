import { asCapital, asDigit, lookAlike } from '../../core/confusions.ts';

/**
 * VAT identifiers of the EU and its neighbours behind the letters of their country: 9 is a digit, A a letter, X either,
 * + either or a sign, what is in quotes itself. (Council Regulation 904/2010 and the tax offices' own descriptions.)
 */
const FORMS: Readonly<Record<string, string>> = {
  AT: "'U'99999999",
  BE: "'0'999999999 '1'999999999 999999999",
  BG: '999999999 9999999999',
  CHE: "999999999 999999999'MWST' 999999999'TVA' 999999999'IVA' 999999999'TPV'",
  CY: '99999999A',
  CZ: '99999999 999999999 9999999999',
  DE: '999999999',
  DK: '99999999',
  EE: '999999999',
  EL: '999999999',
  ES: 'X9999999X',
  FI: '99999999',
  FR: 'XX999999999',
  GB: "999999999 999999999999 'GD'999 'HA'999",
  GR: '999999999',
  HR: '99999999999',
  HU: '99999999',
  IE: '9+99999A 9+99999AA',
  IT: '99999999999',
  LT: '999999999 999999999999',
  LU: '99999999',
  LV: '99999999999',
  MT: '99999999',
  NL: "999999999'B'99",
  NO: "999999999 999999999'MVA'",
  PL: '9999999999',
  PT: '999999999',
  RO: '99 999 9999 99999 999999 9999999 99999999 999999999 9999999999',
  SE: '999999999999',
  SI: '99999999',
  SK: '9999999999',
  TR: '9999999999',
  XI: "999999999 999999999999 'GD'999 'HA'999",
};

/** The characters of a form, each by itself: `9`, `A`, `X`, `+`, or a letter or digit in quotes. */
type Place = { readonly kind: string; readonly literal: string | null };

const CLASSES: Readonly<Record<string, string>> = { '9': '\\d', A: '[A-Z]', X: '[A-Z0-9]', '+': '[A-Z0-9+*]' };

const quoted = (text: string): readonly Place[] => [...text].map((char) => ({ kind: "'", literal: char }));

/** Every form with the letters of its country before it. */
const PLACES: readonly (readonly Place[])[] = Object.entries(FORMS).flatMap(([letters, forms]) =>
  forms
    .split(' ')
    .map((form) => [
      ...quoted(letters),
      ...form
        .split("'")
        .flatMap((part, i) => (i % 2 === 1 ? quoted(part) : [...part].map((kind): Place => ({ kind, literal: null })))),
    ]),
);

/** Whether a text without spaces and points is a VAT identifier by its form. */
export const VAT_ID = new RegExp(
  `^(?:${PLACES.map((places) => places.map(({ kind, literal }) => literal ?? CLASSES[kind]).join('')).join('|')})$`,
);

/** What a character must be at a place of a form; `null` where it cannot be. */
function at({ kind, literal }: Place, char: string): string | null {
  if (literal !== null) return lookAlike(char, literal) ? literal : null;
  if (kind === '9') return asDigit(char);
  if (kind === 'A') return asCapital(char);
  return /[A-Z0-9+*]/.test(char) ? char : (asDigit(char) ?? asCapital(char));
}

/** Of the characters of a VAT identifier no more than this share is read amiss, or it is none. */
const MOST_AMISS = 1 / 3;

/**
 * The VAT identifier that a text must be by its form though characters that look alike were exchanged in it, the one
 * with the fewest changes; `null` where it is one as it is, or cannot be one. `text` is without spaces and points.
 */
export function mendedVatId(text: string): string | null {
  if (VAT_ID.test(text)) return null;
  let best: { readonly mended: string; readonly changes: number } | null = null;
  for (const places of PLACES) {
    if (places.length !== text.length) continue;
    const chars = places.map((place, i) => at(place, text[i] ?? ''));
    if (chars.includes(null)) continue;
    const changes = chars.filter((char, i) => char !== text[i]).length;
    if (changes <= MOST_AMISS * text.length && (best === null || changes < best.changes))
      best = { mended: chars.join(''), changes };
  }
  return best?.mended ?? null;
}
