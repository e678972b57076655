import { keysOf } from '../../../core/fields.ts';
import { KINDS, type Kind } from '../../../core/kinds.ts';
import { fold, LEXICONS, type Lexicon } from '../lexicon.ts';

/** Words that follow one another, folded, and the kind they tell. */
export interface Phrase {
  readonly kind: Kind;
  readonly words: readonly string[];
}

/** The words of some languages by which kinds are told, as they are looked up. */
export interface KindIndex {
  /** Folded title to its kind. */
  readonly titles: ReadonlyMap<string, Kind>;
  /** Ends of words that are titles: "Festpreisangebot". */
  readonly endings: readonly (readonly [end: string, kind: Kind])[];
  /** Phrases by their first word. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  /** What stands before an amount at a till. */
  readonly tender: ReadonlySet<string>;
  /** Words for date: "Offer date" is a label, no title. */
  readonly dates: ReadonlySet<string>;
}

/** UNTDID 1001: the types that are no invoices. */
const TYPES: Readonly<Record<string, Kind>> = { '325': 'quote', '381': 'credit_note' };

const english = LEXICONS.filter(({ language }) => language === 'en');
const indexes = new Map<string, KindIndex>();

/** The index of some languages, and of English, which titles are often in. */
export function kindIndex(lexicons: readonly Lexicon[]): KindIndex {
  const key = lexicons.map(({ language }) => language).join();
  const known = indexes.get(key);
  if (known !== undefined) return known;
  const made = makeIndex([...new Set([...lexicons, ...english])]);
  indexes.set(key, made);
  return made;
}

function makeIndex(lexicons: readonly Lexicon[]): KindIndex {
  const titles = new Map<string, Kind>();
  const endings = new Map<string, Kind>();
  const phrases = new Map<string, Phrase[]>();
  // The language of the document comes first: what a word means in another does not count against it.
  const put = (title: string, kind: Kind) => {
    const table = title.startsWith('*') ? endings : titles;
    if (!table.has(fold(title))) table.set(fold(title), kind);
  };
  for (const { kinds, types } of lexicons) {
    for (const kind of keysOf(KINDS)) {
      for (const title of kinds[kind]?.titles ?? []) put(title, kind);
      for (const text of kinds[kind]?.phrases ?? []) {
        const words = text.split(/\s+/).map(fold).filter(Boolean);
        const [first] = words;
        if (first !== undefined) phrases.set(first, [...(phrases.get(first) ?? []), { kind, words }]);
      }
    }
    for (const [code, all] of Object.entries(types)) for (const title of all) put(title, TYPES[code] ?? 'invoice');
  }
  return {
    titles,
    endings: [...endings].sort(([a], [b]) => b.length - a.length),
    phrases,
    tender: new Set(lexicons.flatMap(({ kinds }) => kinds.receipt?.tender ?? []).map(fold)),
    dates: new Set(lexicons.flatMap(({ generic }) => generic.issueDate ?? []).map(fold)),
  };
}
