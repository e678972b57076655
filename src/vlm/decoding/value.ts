import { advance, forcedBytes, mayEnd, type Path } from '../grounding/path.ts';
import { logSumOf } from './logits.ts';
import type { Speller } from './speller.ts';
import type { Look, Writer } from './writer.ts';

/** What the model says to a question. */
export interface Said {
  /** Nothing where nothing was said; else it may end here. */
  readonly path: Path;
  /**
   * Geometric mean of the probabilities of its tokens and of its end, each among the whole vocabulary: what the model
   * would rather have said and is not printed counts against it.
   */
  readonly score: number;
}

/** A token and how likely it is, as the logarithm of a probability; no token: the end. */
interface Choice {
  readonly token: number | null;
  readonly score: number;
}

/** A value longer than this is none: the model copies the page. */
const MOST_TOKENS = 128;
/** How many beginnings are followed at most, where the first leads to what is less likely than another begins. */
const MOST_TRIES = 3;
/** A beginning that is less likely than one in ten is not worth its steps. */
const LEAST = Math.log(0.1);
/** How many beginnings are looked at for that: most are the same one, cut otherwise. */
const BEGINNINGS = 16;

/**
 * Says a value, of what is printed only; the writer stands behind its opening quote, and ends before the closing one.
 * Greedy, but for its beginning: another that is likelier than the whole value found so far is followed too, and the
 * likelier value is kept. `behind`: what will be written behind the value. `null` when the budget is spent.
 */
export async function sayValue(writer: Writer, speller: Speller, start: Path, behind: string): Promise<Said | null> {
  const look = await writer.look();
  if (look === null) return null;
  const [first, ...others] = choices(speller, start, look, BEGINNINGS);
  if (first === undefined || first.token === null) return { path: start, score: Math.exp(first?.score ?? 0) };
  const mark = writer.mark();
  let best = await follow(writer, speller, start, first, behind);
  if (best === null) return null;
  let last = best;
  let tries = 1;
  for (const other of others) {
    if (tries === MOST_TRIES) break;
    const bytes = other.token === null ? null : speller.vocabulary.bytes[other.token];
    if (bytes === null || bytes === undefined || other.score <= Math.max(best.total, LEAST)) continue;
    if (bytes.every((byte, i) => byte === best?.bytes[i])) continue;
    writer.rewind(mark);
    const next = await follow(writer, speller, start, other, behind);
    if (next === null) return null;
    tries++;
    last = next;
    if (next.total > best.total) best = next;
  }
  if (last !== best) {
    writer.rewind(mark);
    writer.again(best.tokens);
  }
  return { path: best.path, score: Math.exp(best.total / (best.tokens.length + 1)) };
}

interface Value {
  readonly path: Path;
  readonly tokens: readonly number[];
  readonly bytes: readonly number[];
  /** Logarithm of its probability. */
  readonly total: number;
}

/**
 * Goes on greedily from a first token to the end. What only one text can go on with is fed without asking, and scored.
 * Most values are one word: where the first one ends, and where no other can follow, the end is fed on a guess.
 */
async function follow(
  writer: Writer,
  speller: Speller,
  start: Path,
  first: Choice,
  behind: string,
): Promise<Value | null> {
  const tokens: number[] = [];
  const bytes: number[] = [];
  let path = start;
  let guessed = false;
  let choice: Choice | undefined = first;
  let total = choice.score;
  while (choice?.token !== null && choice !== undefined) {
    const next = [choice.token, ...forcedTokens(speller, path, bytes, choice.token)];
    for (const token of next) {
      const more = speller.vocabulary.bytes[token] ?? [];
      bytes.push(...more);
      path = advance(path, more);
    }
    tokens.push(...next);
    writer.add(next);
    const guess: boolean = mayEnd(path) && (!guessed || speller.mask.allowed(path).length === 0);
    guessed ||= guess;
    const look = await writer.look(next.length - 1, guess ? behind : '');
    if (look === null) return null;
    [choice] = choices(speller, path, look, 1);
    total += look.scores.reduce((sum, score) => sum + score, choice?.score ?? 0);
    // No token of this vocabulary spells what comes next, or there is too much of it: that is no answer.
    if (choice === undefined || tokens.length > MOST_TOKENS) return { path: start, tokens, bytes, total };
  }
  return { path, tokens, bytes, total };
}

/** The most likely of what may come next, best first. */
function choices({ mask, closing }: Speller, path: Path, { logits, sum }: Look, count: number): readonly Choice[] {
  const best: Choice[] = mayEnd(path) ? [{ token: null, score: logSumOf(logits, closing) - sum }] : [];
  let least = count <= best.length ? (best.at(-1)?.score ?? 0) : Number.NEGATIVE_INFINITY;
  for (const token of mask.allowed(path)) {
    const score = (logits[token] ?? Number.NEGATIVE_INFINITY) - sum;
    if (best.length >= count && score <= least) continue;
    const at = best.findIndex((other) => other.score < score);
    best.splice(at < 0 ? best.length : at, 0, { token, score });
    if (best.length > count) best.pop();
    least = best.at(-1)?.score ?? least;
  }
  return best;
}

/**
 * The tokens behind a chosen one that spell what must come next, as the tokenizer cuts the whole value. What it would
 * cut elsewhere is left to the model.
 */
function forcedTokens({ vocabulary }: Speller, path: Path, said: readonly number[], token: number): readonly number[] {
  const bytes = vocabulary.bytes[token] ?? [];
  const forced = forcedBytes(advance(path, bytes));
  const whole = Uint8Array.of(...said, ...bytes, ...forced);
  const start = said.length + bytes.length;
  const cut = wholeCharacters(whole, start);
  if (cut <= start) return [];
  const tokens = vocabulary.encode(new TextDecoder().decode(whole.subarray(0, cut)));
  // What looks like a mark of the model is print here, and is left to tokens that are text.
  if (tokens.some((one) => (vocabulary.bytes[one] ?? null) === null)) return [];
  let at = 0;
  for (let i = 0; i <= tokens.length; i++) {
    if (at === start) return tokens.slice(i);
    if (at > start) return [];
    at += vocabulary.bytes[tokens[i] ?? -1]?.length ?? 0;
  }
  return [];
}

/** The end of the last character that is whole, or `least` where that is further. */
function wholeCharacters(bytes: Uint8Array, least: number): number {
  const end = bytes.length;
  // A lead byte says how many come after it, three at most.
  for (let at = end - 1; at >= Math.max(0, end - 4); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return end;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return Math.max(least, at + length <= end ? end : at);
  }
  return least;
}
