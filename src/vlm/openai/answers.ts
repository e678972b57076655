import type { Question, VisionAnswer, VisionRequest } from '../../core/vision.ts';
import { type Ground, type GroundWord, layGround } from '../grounding/ground.ts';
import { regionRank, shownWords } from '../shown.ts';
import { findText } from './find.ts';
import { nameOf, ROWS } from './request.ts';
import { objectOf } from './response.ts';

/** How sure an answer of a server is: servers do not say in a form that they share. */
const SCORE = 0.8;
/** No value is longer. */
const LONGEST = 500;

/** What a server answered, found again among the words that it was shown; what is not there stands nowhere. */
export function answersOf(
  values: Readonly<Record<string, unknown>>,
  request: VisionRequest,
): { readonly answers: readonly VisionAnswer[]; readonly rows: readonly (readonly VisionAnswer[])[] } {
  const { pages, regions, questions, table } = request;
  const ground = layGround(shownWords(pages, regions));
  const rank = regionRank(regions);
  const answers = questions.flatMap((question) => answerTo(question, values, ground, rank, new Set()));
  if (table === undefined) return { answers, rows: [] };
  const used = new Set<string>();
  const given: readonly unknown[] = Array.isArray(values[ROWS]) ? values[ROWS].slice(0, table.maxRows) : [];
  const rows = given.map((row) =>
    table.columns.flatMap((column) => {
      const found = answerTo(column, objectOf(row) ?? {}, ground, rank, used);
      for (const answer of found) for (const word of answer.words) used.add(wordKey(answer.page, word));
      return found;
    }),
  );
  return { answers, rows: rows.filter((row) => row.length > 0) };
}

const wordKey = (page: number | null, word: number): string => `${page} ${word}`;

/** `used`: words that have been said, and are not said again. */
function answerTo(
  { key, about }: Question,
  values: Readonly<Record<string, unknown>>,
  ground: Ground,
  rank: (word: GroundWord) => number,
  used: ReadonlySet<string>,
): readonly VisionAnswer[] {
  const value = values[nameOf(key)];
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (text === '' || text.length > LONGEST || NONE.test(text)) return [];
  const [first, ...others] = findText(ground, text, about, rank).filter(
    ({ place }) => !place.words.some((word) => used.has(wordKey(place.page, word))),
  );
  if (first === undefined) return [{ key, text: plain(text), page: null, words: [], box: null, score: SCORE }];
  const elsewhere = others.map(({ place }) => place);
  return [{ key, text: first.text, ...first.place, ...(elsewhere.length > 0 && { elsewhere }), score: SCORE }];
}

/** How models write that there is nothing. */
const NONE = /^(?:null|none|n\/?a|unknown|not (?:found|available|present|printed)|-+)\.?$/i;

const plain = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').trim();
