import type { Question, VisionAnswer } from '../../core/vision.ts';
import type { Ground, GroundWord } from '../grounding/ground.ts';
import { begin, occurrencesOf, textOf } from '../grounding/path.ts';
import { sayFreely } from './free.ts';
import { inOrder, nearLabel, type Preference, placeOf } from './place.ts';
import type { Speller } from './speller.ts';
import { type Said, sayValue } from './value.ts';
import type { Writer } from './writer.ts';

/** What was answered, and what was not asked since the budget was spent. */
export interface Answered {
  readonly answers: readonly VisionAnswer[];
  readonly unasked: readonly string[];
}

/**
 * Asks questions one after the other, as members of a JSON object of which only the values are generated. Without a
 * ground anything may be said. The writer stands where the first member begins, and ends behind the last one's value.
 * `rank`: the number of the first region that shows a word. `behind`: what will be written behind the last value.
 */
export async function askFields(
  writer: Writer,
  speller: Speller,
  ground: Ground | null,
  questions: readonly Question[],
  rank: (word: GroundWord) => number,
  behind: string,
): Promise<Answered> {
  const answers: VisionAnswer[] = [];
  for (const [i, { key, about }] of questions.entries()) {
    writer.write(memberOf(about, i));
    if (ground === null) {
      const said = await sayFreely(writer, speller);
      if (said === null) return { answers, unasked: keysFrom(questions, i) };
      if (said.text !== '') answers.push({ key, ...said, page: null, words: [], box: null });
    } else {
      const next = questions[i + 1];
      const after = next === undefined ? behind : `"${memberOf(next.about, i + 1)}`;
      const said = await sayValue(writer, speller, begin(ground), after);
      if (said === null) return { answers, unasked: keysFrom(questions, i) };
      const answer = answerOf(key, said, nearLabel(ground, about, rank));
      if (answer !== null) answers.push(answer);
    }
    writer.write('"');
  }
  return { answers, unasked: [] };
}

/**
 * The name of a member and what leads to its value. What the tokenizer would take for a mark is none: a question is never
 * an order to it.
 */
export function memberOf(about: string, index: number): string {
  return `${index === 0 ? '' : ', '}${JSON.stringify(about.replace(/<(?=[a-z_|])/gi, '< '))}: "`;
}

/** What was said as an answer with its places; `null` where nothing was said. */
export function answerOf(key: string, { path, score }: Said, preference: Preference): VisionAnswer | null {
  const { ground } = path;
  const [first, ...others] = inOrder(ground, occurrencesOf(path), preference);
  const place = first === undefined ? null : placeOf(ground, first);
  if (first === undefined || place === null) return null;
  const elsewhere = others.flatMap((other) => placeOf(ground, other) ?? []);
  return { key, text: textOf(ground, first), ...place, ...(elsewhere.length > 0 && { elsewhere }), score };
}

const keysFrom = (questions: readonly Question[], from: number): readonly string[] =>
  questions.slice(from).map(({ key }) => key);
