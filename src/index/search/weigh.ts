import type { TextSearch } from '../../core/ports.ts';
import type { Question } from './question.ts';

/** What a word says that stands on no page as it is typed: it may be misspelt, or not there at all. */
const UNKNOWN = 0.7;
/** What a number says at least. */
const NUMBER = 0.5;
/** What a word says that only holds the question together. */
const STOP = 0.05;

/**
 * How much each word of a question says, by its key: the rarer on the pages, the more, from 0 for what stands on all of
 * them to 1 for what stands on one.
 */
export async function weightsOf({ words }: Question, texts: TextSearch): Promise<ReadonlyMap<string, number>> {
  const { pages, of } = await texts.spread(words.flatMap(({ terms }) => terms));
  const most = Math.log(pages + 1);
  return new Map(
    words.map(({ key, terms, stop }) => {
      if (stop) return [key, STOP];
      const found = terms.flatMap((term) => of.get(term) ?? []);
      if (found.length === 0 || most === 0) return [key, UNKNOWN];
      // A number is meant by who types it, however often it is printed.
      const least = /\d{3}/.test(key) ? NUMBER : STOP;
      return [key, Math.max(least, Math.log((pages + 1) / Math.min(...found)) / most)];
    }),
  );
}
