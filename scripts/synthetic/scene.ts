import type { Dice } from './dice.ts';
import type { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';
import { printMoney, printNumber } from './notation.ts';
import { canPrint, type Paper, type Typeface } from './paper.ts';
import { LANGUAGES } from './words/languages.ts';
import type { Words } from './words/words.ts';

/** The look that the parts of one document share. */
export interface Look {
  readonly typeface: Typeface;
  readonly body: number;
  readonly leading: number;
  readonly ink: string;
  readonly accent: string;
  readonly margin: number;
  readonly size: readonly [number, number];
  /** `X:` or `X` before a value. */
  readonly colon: ':' | ' :' | '';
  readonly capitals: boolean;
  /** Labels also say it in English. */
  readonly bilingual: boolean;
  readonly boldLabels: boolean;
  readonly boldValues: boolean;
}

/** Everything that drawing a part of a document needs. */
export interface Scene {
  readonly dice: Dice;
  readonly draft: Draft;
  readonly look: Look;
  readonly paper: Paper;
  readonly ledger: Ledger;
  /** The document's wording of a label: the same one wherever it is asked for. */
  label(key: keyof Words, parts?: Readonly<Record<string, string>>): string;
  /** The label before a value, with the document's colon. */
  before(key: keyof Words): string;
  /** An amount as totals print it, noted as a value of the gold record. */
  total(field: string | null, value: string): string;
}

const ACCENTS = ['#1d4f7c', '#7a2e2e', '#2f6b3c', '#444444', '#8a5a00', '#4b3b7a', '#0b7285', '#b02a37', '#000000'];
const A4 = [595.28, 841.89] as const;
const LETTER = [612, 792] as const;

/** Chooses the look of a document. */
export function drawLook(dice: Dice, draft: Draft): Look {
  const everything = JSON.stringify([
    draft.seller,
    draft.buyer,
    draft.shipTo,
    draft.lines,
    draft.words,
    draft.prints,
    draft.groups,
  ]);
  const faces = dice.shuffle<Typeface>([
    'barlow',
    'plex',
    'sans',
    'serif',
    'liberation',
    'liberation',
    'helvetica',
    'helvetica',
    'times',
    'courier',
  ]);
  const typeface = faces.find((face) => canPrint(face, everything)) ?? 'plex';
  const american = ['US', 'CA', 'MX'].includes(draft.code);
  const body = typeface === 'courier' ? dice.pick([7.5, 8, 8.5]) : dice.pick([7.5, 8, 8.5, 9, 9.5, 10, 10.5]);
  return {
    typeface,
    body,
    leading: dice.pick([1.2, 1.3, 1.35, 1.45]),
    ink: dice.pick(['#111111', '#000000', '#222222', '#2b2b2b']),
    accent: dice.pick(ACCENTS),
    margin: dice.pick([36, 42, 50, 57, 64]),
    size: american ? (dice.chance(0.9) ? LETTER : A4) : dice.chance(0.97) ? A4 : LETTER,
    colon: draft.language === 'fr' ? dice.pick([' :', ' :', '']) : dice.pick([':', ':', '']),
    capitals: dice.chance(0.12),
    bilingual: draft.language !== 'en' && dice.chance(0.09),
    boldLabels: dice.chance(0.3),
    boldValues: dice.chance(0.15),
  };
}

/** Sets a document's scene. */
export function openScene(dice: Dice, draft: Draft, look: Look, paper: Paper, ledger: Ledger): Scene {
  const chosen = new Map<string, string>();
  const wording = (key: keyof Words): string => {
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const word = dice.word(draft.words[key]);
    const sentence = word.length > 42;
    const plain = sentence || word.includes('{');
    const double = look.bilingual && !plain && dice.chance(0.8) ? dice.word(LANGUAGES.en[key]) : '';
    const capital = (text: string, locale: string) => (look.capitals && !plain ? text.toLocaleUpperCase(locale) : text);
    const own = capital(word, draft.prints.locale);
    const set = double === '' || double.includes('{') ? own : `${own} / ${capital(double, 'en')}`;
    chosen.set(key, set);
    return set;
  };
  const label: Scene['label'] = (key, parts = {}) =>
    wording(key).replace(/\{(\w+)\}/g, (_, name: string) => (name === 'tax' ? draft.taxWord : (parts[name] ?? '')));
  return {
    dice,
    draft,
    look,
    paper,
    ledger,
    label,
    before: (key) => `${label(key).replace(/[.:]?$/, (end) => (end === ':' ? '' : end))}${look.colon}`,
    total(field, value) {
      const { prints } = draft;
      const text = printMoney(value, prints, prints.totals);
      if (prints.totals !== 'none') ledger.say('currency', draft.country.currency, prints.mark);
      if (field !== null) ledger.say(field, value, printNumber(value, prints));
      return text;
    },
  };
}
