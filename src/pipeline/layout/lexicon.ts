import type { DateOrder } from '../../core/dates.ts';
import type { DecimalMark } from '../../core/money.ts';
import cs from './lexicon/cs.json' with { type: 'json' };
import da from './lexicon/da.json' with { type: 'json' };
import de from './lexicon/de.json' with { type: 'json' };
import en from './lexicon/en.json' with { type: 'json' };
import es from './lexicon/es.json' with { type: 'json' };
import fi from './lexicon/fi.json' with { type: 'json' };
import fr from './lexicon/fr.json' with { type: 'json' };
import it from './lexicon/it.json' with { type: 'json' };
import nb from './lexicon/nb.json' with { type: 'json' };
import nl from './lexicon/nl.json' with { type: 'json' };
import pl from './lexicon/pl.json' with { type: 'json' };
import pt from './lexicon/pt.json' with { type: 'json' };
import sv from './lexicon/sv.json' with { type: 'json' };
import tr from './lexicon/tr.json' with { type: 'json' };

/** The words by which one kind of document is told. */
export interface KindWords {
  /** A `*` stands for the rest of a word: `*angebot`. */
  readonly titles: readonly string[];
  /** What only documents of this kind are likely to say. */
  readonly phrases?: readonly string[];
  /** What begins a line with the amount that was paid at a till, and how. */
  readonly tender?: readonly string[];
}

/** The words that invoices of one language use. Data only: a further language is one more file in the list below. */
export interface Lexicon {
  /** ISO 639-1. */
  readonly language: string;
  /** What the language's countries mostly print; a document's own evidence goes before it. */
  readonly decimalMark: DecimalMark;
  readonly dateOrder: DateOrder;
  /** Frequent words by which a document's language is told. */
  readonly stopWords: readonly string[];
  /** UNTDID 1001 type code to the titles that documents of this type carry. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Kind of document to the words that tell it. */
  readonly kinds: Readonly<Record<string, KindWords>>;
  /** Field (or part of one) to the labels that announce it. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Labels that are often something else. */
  readonly weak: readonly string[];
  /** Labels that mean a field only where the title or the place says so ("Date", "No."). */
  readonly generic: Readonly<Record<string, readonly string[]>>;
  /** Party role to the heads that announce it. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Words beside a label that give it to the buyer ("your VAT no."). */
  readonly yours: readonly string[];
  /** How the line begins in an address that says for whose hands the letter is. */
  readonly attention: readonly string[];
  /** Words of payment terms. */
  readonly terms: readonly string[];
  /** Column of a line-item table to its heads. */
  readonly table: Readonly<Record<string, readonly string[]>>;
  /** Words of receipts by what a line that holds them says: a total, the cash given, the change. */
  readonly receipt: Readonly<Record<string, readonly string[]>>;
  /** Words of files of many pages: between a page's number and how many there are, titles of terms and of what is attached. */
  readonly pages: Readonly<Record<'of' | 'terms' | 'attachments', readonly string[]>>;
}

/** Every lexicon there is. */
export const LEXICONS: readonly Lexicon[] = [en, de, fr, cs, da, es, fi, it, nb, nl, pl, pt, sv, tr].map(
  (l) => l as Lexicon,
);

const folded = new Map<string, string>();

/** A label or word as it is compared: letters, digits and `#%` only, no accents, lower case, no spaces. */
export function fold(text: string): string {
  let key = folded.get(text);
  if (key === undefined) {
    key = ASCII.test(text) ? text.toLowerCase().replace(/[^a-z0-9#%]+/g, '') : foldAny(text);
    // The cache holds the few thousand words that recur; one document's numbers must not grow it for ever.
    if (folded.size > 20_000) folded.clear();
    folded.set(text, key);
  }
  return key;
}

const ASCII = /^[\x20-\x7e]*$/;

/** `fold` for letters beyond ASCII. */
function foldAny(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/n[°º]/g, 'no')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}#%]/gu, '')
    .replaceAll('ı', 'i');
}

/** Lexicons whose words the texts use, best first; all of them when no word tells. */
export function detectLexicons(texts: Iterable<string>, lexicons: readonly Lexicon[] = LEXICONS): readonly Lexicon[] {
  const sharers = usersOf(lexicons);
  const counts = new Map<Lexicon, number>(lexicons.map((lexicon) => [lexicon, 0]));
  for (const text of texts) {
    const shared = sharers.get(fold(text)) ?? [];
    for (const lexicon of shared) counts.set(lexicon, (counts.get(lexicon) ?? 0) + 1 / shared.length);
  }
  const best = Math.max(...counts.values());
  const ranked = [...lexicons].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  if (best === 0) return ranked;
  // Invoices mix languages ("Invoice / Rechnung"): a second one counts from a quarter of the first one's words.
  return ranked.filter((l) => (counts.get(l) ?? 0) * 4 >= best);
}

const users = new WeakMap<readonly Lexicon[], ReadonlyMap<string, readonly Lexicon[]>>();

/** The lexicons that have each stop word: a word that several languages share tells less of each. */
function usersOf(lexicons: readonly Lexicon[]): ReadonlyMap<string, readonly Lexicon[]> {
  const known = users.get(lexicons);
  if (known !== undefined) return known;
  const made = new Map<string, Lexicon[]>();
  for (const lexicon of lexicons) {
    for (const key of new Set(lexicon.stopWords.map(fold))) made.set(key, [...(made.get(key) ?? []), lexicon]);
  }
  users.set(lexicons, made);
  return made;
}

const numberWords = new Set(LEXICONS.flatMap(({ generic }) => generic.number ?? []).map(fold));

/** Whether a word says that a number follows, in any language: "No.", "číslo", "#". */
export const isNumberWord = (text: string): boolean => text === '#' || numberWords.has(fold(text));
