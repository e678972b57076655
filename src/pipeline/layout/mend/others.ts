import { otherReads } from '../../../core/confusions.ts';
import { type DateOrder, findDates } from '../../../core/dates.ts';
import { type DecimalMark, parseAmount } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { AlternativeValue } from '../../../core/reading.ts';

/** Values that are handed on for one print. */
const MOST_VALUES = 12;
/** How likely the mark before the decimals was overlooked where a number shows none, and taken for the one of groups. */
const [LOST_MARK, OTHER_MARK] = [0.05, 0.05];

/** Texts that some words may say beside their own, one word of them read otherwise. */
function* otherTexts(
  words: readonly Word[],
  twins: boolean,
): Iterable<{ readonly text: string; readonly likelihood: number }> {
  const texts = words.map((word) => word.text);
  for (const [i, word] of words.entries()) {
    for (const read of otherReads(word, twins)) {
      yield { text: texts.with(i, read.text).join(' '), likelihood: read.confidence };
    }
  }
}

/** Values of other texts, each once, likeliest first, without the one that was read. */
function valuesOf(
  read: string,
  others: Iterable<{ readonly value: string | null; readonly likelihood: number }>,
): readonly AlternativeValue[] {
  const values = new Map<string, number>();
  for (const { value, likelihood } of others) {
    if (value !== null && value !== read) values.set(value, Math.max(values.get(value) ?? 0, likelihood));
  }
  return [...values]
    .map(([value, likelihood]) => ({ value, likelihood }))
    .sort((a, b) => b.likelihood - a.likelihood)
    .slice(0, MOST_VALUES);
}

/** What else the print of an amount may say: other digits, another mark, a mark that was overlooked. */
export function otherAmounts(value: string, words: readonly Word[], mark: DecimalMark): readonly AlternativeValue[] {
  if (words.every(({ confidence }) => confidence >= 1)) return [];
  const own = words.map(({ text }) => text).join(' ');
  const amountOf = (text: string, by = mark) => {
    const amount = parseAmount(text.replace(/[*;:]$/, '').replace(/ ?%$/, ''), by);
    return amount === null ? null : amount.value;
  };
  function* all() {
    for (const { text, likelihood } of otherTexts(words, true)) yield { value: amountOf(text), likelihood };
    if (/^-?\d{3,}$/.test(value)) {
      yield { value: `${value.slice(0, -2)}.${value.slice(-2)}`, likelihood: LOST_MARK };
    }
    yield { value: amountOf(own, mark === '.' ? ',' : '.'), likelihood: OTHER_MARK };
  }
  return valuesOf(value, all());
}

/** What else the print of a date may say. `words` are those that the date stands in. */
export function otherDates(
  value: string,
  words: readonly Word[],
  order: DateOrder,
  languages: readonly string[],
): readonly AlternativeValue[] {
  if (words.every(({ confidence }) => confidence >= 1)) return [];
  const dateOf = (text: string) => {
    const dates = findDates(text, order, languages);
    return dates.length === 1 ? (dates[0]?.value ?? null) : null;
  };
  const others = [...otherTexts(words, false)].map(({ text, likelihood }) => ({ value: dateOf(text), likelihood }));
  return valuesOf(value, others);
}

/** What else the print of an identifier may say, among values that have its form: only what the engine itself had in mind. */
export function otherIds(
  value: string,
  words: readonly Word[],
  readAs: (text: string) => string | null,
): readonly AlternativeValue[] {
  if (words.every(({ confidence }) => confidence >= 1)) return [];
  return valuesOf(
    value,
    [...otherTexts(words, false)].map(({ text, likelihood }) => ({ value: readAs(text), likelihood })),
  );
}
