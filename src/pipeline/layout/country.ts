import countries from './countries.json' with { type: 'json' };

const CODES = countries.codes.split(' ');
const ALIASES = new Map(Object.entries(countries.aliases));
/** ISO codes by the folded names that one language gives countries. */
const named = new Map<string, ReadonlyMap<string, string>>();

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();

function namesIn(language: string): ReadonlyMap<string, string> {
  const known = named.get(language);
  if (known !== undefined) return known;
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const made = new Map(CODES.map((code) => [fold(names.of(code) ?? code), code]));
  named.set(language, made);
  return made;
}

/** ISO code of a country named in a text, in any of the given languages or by an alias; `null` when it names none. */
export function countryOf(text: string, languages: readonly string[]): string | null {
  if (text.length > 40) return null;
  const key = fold(text);
  const alias = ALIASES.get(key);
  if (alias !== undefined) return alias;
  if (key.length < 4) return null;
  for (const language of ['en', ...languages]) {
    const code = namesIn(language).get(key);
    if (code !== undefined) return code;
  }
  return null;
}

/** Whether two capital letters are the ISO 3166 code of a country. */
export const isCountry = (code: string): boolean => code.length === 2 && CODES.includes(code);
