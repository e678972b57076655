import type { Language } from '../words/languages.ts';

/** How numbers are printed: what groups digits, what parts decimals. `indian` groups in twos above thousands. */
export interface Notation {
  readonly group: string;
  readonly decimal: string;
  readonly indian?: true;
}

/** A number of a party: what it is called on the page, how it looks, and what checks it. */
export interface IdKind {
  /** Wordings, `a|b|c`. */
  readonly labels: string;
  /** `#` a digit, `%` a digit above zero, `@` a capital letter. Several forms are parted by bars. */
  readonly pattern: string;
  /** `XX.name` of a validator. */
  readonly check?: string;
  /** Prints the bare number another way. */
  readonly print?: (value: string) => string;
}

/** What documents of one country have in common. Texts are lists of wordings, `a|b|c`. */
export interface Country {
  readonly languages: readonly Language[];
  readonly currency: string;
  readonly signs: string;
  readonly notations: readonly Notation[];
  /** Orders of date parts: `dd.MM.yyyy`, `d MMMM yyyy`. */
  readonly dates: string;
  /** `postcode;town;region`. */
  readonly towns: string;
  /** How a town line is set, of `{postcode}`, `{town}`, `{region}`. Lines are parted by `/`. */
  readonly townLine: string;
  readonly streets: string;
  readonly forms: string;
  readonly vat: IdKind;
  readonly tax?: IdKind;
  readonly register?: string;
  readonly phones: string;
  readonly domain: string;
  /** Per cent, the usual one first. */
  readonly rates: readonly string[];
  readonly taxWords: string;
  /** BBAN pattern where accounts are IBANs. */
  readonly bban?: string;
  /** Wordings of an account without an IBAN. */
  readonly account?: string;
  readonly scheme?: 'sales' | 'canada' | 'india' | 'withholding';
  readonly titles?: string;
}

export const POINT: Notation = { group: ',', decimal: '.' };
export const COMMA: Notation = { group: '.', decimal: ',' };
export const SPACE: Notation = { group: ' ', decimal: ',' };
export const NARROW: Notation = { group: '\u202f', decimal: ',' };
export const BARE_COMMA: Notation = { group: '', decimal: ',' };
export const BARE_POINT: Notation = { group: '', decimal: '.' };
export const APOSTROPHE: Notation = { group: "'", decimal: '.' };
export const LAKH: Notation = { group: ',', decimal: '.', indian: true };
