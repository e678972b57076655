import { isValidIBAN } from 'ibantools';
import { findDates } from '../../core/dates.ts';
import type { FieldKind } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import { currencyOf, parseAmount } from '../../core/money.ts';
import { valueKey } from '../../core/normal.ts';
import type { Page, Word } from '../../core/page.ts';
import type { Reading } from '../../core/reading.ts';
import type { VisionAnswer } from '../../core/vision.ts';
import { vatIdHolds } from '../fuse/identifiers.ts';
import { readingOf } from '../layout/candidate.ts';
import { identifierOf } from '../layout/identifier.ts';
import { lineOf } from '../layout/lines.ts';
import { type DocumentView, pageAt } from '../layout/view.ts';
import { holds } from './places.ts';

/**
 * How much of the model's own opinion is believed: no real weights have been measured here, so its word halves a doubt
 * at best. What stands nowhere is given only where nobody else says anything.
 */
const BELIEVED = { placed: 0.5, unplaced: 0.35 } as const;

/** Longest text that is a value and no paragraph. */
const LONGEST = 120;

/** What is asked for: a field's path and the kind of its value. */
export interface Sought {
  readonly path: string;
  readonly kind: FieldKind;
}

/**
 * The reading that an answer is: its value in the form that the other readers give it, at the words that say so. `null`
 * for what is no value of this kind, a part of a number, or breaks its own check digits.
 */
export async function readingFrom(
  answer: VisionAnswer,
  sought: Sought,
  page: Page | undefined,
  view: DocumentView,
): Promise<Reading | null> {
  const text = answer.text.trim();
  if (text === '' || text.length > LONGEST) return null;
  if (answer.page === null || answer.box === null) {
    const value = await checked(sought, freeValue(sought, text, view));
    const score = round(BELIEVED.unplaced * answer.score);
    return value === null ? null : { value, text, reader: 'model', page: null, box: null, path: null, score };
  }
  if (page === undefined) return null;
  const words = wordsOf(answer, page, text);
  if (words === null) return null;
  const found = valueAt(sought, words, text, page.number, view);
  if (found === null) return null;
  const value = await checked(sought, found.value);
  if (value === null) return null;
  return { ...readingOf(value, page.number, found.words, BELIEVED.placed * answer.score), reader: 'model' };
}

/** The words of an answer, cut to what it says of the first and the last; `null` where it begins or ends within a name or number. */
function wordsOf({ words: at }: VisionAnswer, page: Page, text: string): readonly Word[] | null {
  const whole = at.flatMap((i) => page.words[i] ?? []);
  const parts = text.split(' ');
  if (whole.length === 0 || whole.length !== parts.length) return null;
  const full = whole.map((word) => word.text).join(' ');
  for (let from = full.indexOf(text); from >= 0; from = full.indexOf(text, from + 1)) {
    if (GOES_BEFORE.test(full.slice(0, from)) || GOES_ON.test(full.slice(from + text.length))) continue;
    return whole.map((word, i) => (word.text === parts[i] ? word : { ...word, text: parts[i] ?? '' }));
  }
  return null;
}

/** What shows that a text is a part of the name or number that stands there. */
const GOES_BEFORE = /(?:[\p{L}\p{N}]|\p{N}[.,]|[-−/_])$/u;
const GOES_ON = /^(?:[\p{L}\p{N}]|[.,]\p{N}|[-/_][\p{L}\p{N}])/u;

interface ValueAt {
  readonly value: string;
  readonly words: readonly Word[];
}

function valueAt(
  { path, kind }: Sought,
  words: readonly Word[],
  text: string,
  page: number,
  view: DocumentView,
): ValueAt | null {
  switch (kind) {
    case 'amount':
    case 'decimal':
      return amountIn(boxOf(words), text, page, view);
    case 'date': {
      const [date] = findDates(text, view.dateOrder, languagesOf(view));
      return date === undefined ? null : { value: date.value, words };
    }
    case 'code': {
      const value = path === 'currency' ? moneyIn(words, text, page, view) : null;
      return value === null ? null : { value, words };
    }
    case 'id':
      return isNumber(path) ? compactId(text, words) : idAt(path, words, text);
    case 'text':
      return LETTER.test(text) ? { value: text, words } : null;
  }
}

const LETTER = /\p{L}/u;

/** The one amount within a box, all of it: a part of a number is another number. */
function amountIn(box: Box, text: string, page: number, view: DocumentView): ValueAt | null {
  const amounts = pageAt(view, page)?.amounts.flat() ?? [];
  const inside = amounts.filter(({ words, percent }) => !percent && holds(box, boxOf(words)));
  const [amount] = inside;
  if (amount === undefined || inside.length > 1) return null;
  const said = parseAmount(text, view.mark);
  if (said !== null && valueKey('amount', said.value) !== valueKey('amount', amount.value)) return null;
  return { value: amount.value, words: amount.words };
}

function moneyIn(words: readonly Word[], text: string, page: number, view: DocumentView): string | null {
  const box = boxOf(words);
  const amounts = pageAt(view, page)?.amounts.flat() ?? [];
  return (
    currencyOf(text) ?? amounts.find((one) => one.currency !== null && holds(box, boxOf(one.words)))?.currency ?? null
  );
}

function idAt(path: string, words: readonly Word[], text: string): ValueAt | null {
  if (path.endsWith('postcode'))
    return /\d/.test(text) && text.length <= LONGEST_POSTCODE ? { value: text, words } : null;
  const hit = identifierOf(words);
  return hit === null || hit.skipped + hit.words.length < words.length ? null : { value: hit.value, words: hit.words };
}

const LONGEST_POSTCODE = 10;

/** Numbers that are given without the spaces and marks that they are printed with. */
const isNumber = (path: string): boolean => /(?:vatId|iban)$/.test(path);

function compactId(text: string, words: readonly Word[]): ValueAt | null {
  const value = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return value.replace(/\D/g, '').length < 6 || value.length > 34 ? null : { value, words };
}

/** The value of a text that stands nowhere. */
function freeValue({ path, kind }: Sought, text: string, view: DocumentView): string | null {
  switch (kind) {
    case 'amount':
    case 'decimal':
      return parseAmount(text, view.mark)?.value ?? null;
    case 'date':
      return findDates(text, view.dateOrder, languagesOf(view))[0]?.value ?? null;
    case 'code':
      return path === 'currency' ? currencyOf(text) : null;
    case 'id':
      return isNumber(path) ? (compactId(text, [])?.value ?? null) : /\d/.test(text) && text.length <= 40 ? text : null;
    case 'text':
      return LETTER.test(text) ? text : null;
  }
}

/** A value whose own check digits do not speak against it. */
async function checked({ path }: Sought, value: string | null): Promise<string | null> {
  if (value === null || !isNumber(path)) return value;
  if (path.endsWith('iban')) return isValidIBAN(value) ? value : null;
  return (await vatIdHolds(value)) === false ? null : value;
}

const boxOf = (words: readonly Word[]): Box => union(words.map(({ box }) => box)) ?? lineOf(0, []).box;
const languagesOf = (view: DocumentView): readonly string[] => view.lexicons.map(({ language }) => language);
const round = (value: number): number => Math.round(value * 1000) / 1000;
