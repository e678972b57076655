import type { Reading } from '../../core/reading.ts';
import { countryOf } from './country.ts';
import { fold } from './lexicon.ts';
import type { DocumentView } from './view.ts';

/** The best readings of the parties' countries as evidence for a currency: the seller's goes before the buyer's. */
export interface Homes {
  readonly seller: Reading | undefined;
  readonly buyer: Reading | undefined;
}

/** The countries of the parties, where they are as sure as a record takes them: below that they are a guess. */
export function homesOf(seller: readonly Reading[] | undefined, buyer: readonly Reading[] | undefined): Homes {
  const sure = (readings: readonly Reading[] | undefined) => readings?.find((r) => r.score >= 0.4);
  return { seller: sure(seller), buyer: sure(buyer) };
}

/** Names of taxes and registers that one country alone has. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    IN: 'gstin igst cgst sgst utgst',
    CA: 'hst pst qst tvq tps rst',
    AU: 'abn',
    MX: 'rfc cfdi',
    AR: 'cuit',
    SG: 'uen',
    PK: 'ntn strn',
    SE: 'bankgiro plusgiro moms.reg.nr',
    NO: 'mva',
    DK: 'cvr',
    IS: 'vsk kennitala',
  }).flatMap(([country, names]) => names.split(' ').map((name): [string, string] => [fold(name), country])),
);
const DOMAIN = /^(?:www\.|[^\s@]+@|https?:\/\/)\S+\.([a-z]{2})\/?$/i;

/**
 * The countries that tell what a sign of several currencies stands for, the most telling first: the parties', those of
 * taxes and registers, the one that addresses name, the one of the language, those of web addresses.
 */
export function placesOf(view: DocumentView, { seller, buyer }: Homes): readonly string[] {
  const registers = new Set<string>();
  const domains = new Set<string>();
  const named = new Set<string>();
  const languages = view.lexicons.map((l) => l.language);
  for (const page of view.pages) {
    for (const { words, text } of page.segments) {
      for (const word of words) {
        const register = word.text.length < 16 ? NAMES.get(fold(word.text)) : undefined;
        if (register !== undefined) registers.add(register);
        const domain = word.text.includes('.') ? DOMAIN.exec(word.text)?.[1] : undefined;
        if (domain !== undefined) domains.add(domain.toUpperCase());
      }
      const last = text.slice(text.lastIndexOf(',') + 1).trim();
      const country = words.length > 6 || last.length > 30 ? null : countryOf(last, languages);
      if (country !== null) named.add(country);
    }
  }
  const single = (found: ReadonlySet<string>) => (found.size === 1 ? [...found] : []);
  const parties = [seller?.value, buyer?.value].filter((country) => country !== undefined);
  return [...parties, ...single(registers), ...single(named), ...homelands(languages), ...single(domains)];
}

/** The country of a document's one language, where the language has one that is mainly its own. */
function homelands(languages: readonly string[]): readonly string[] {
  const [language] = languages;
  if (language === undefined || languages.length > 3) return [];
  const { region } = new Intl.Locale(language).maximize();
  // English is at home everywhere.
  return region === undefined || language === 'en' ? [] : [region];
}
