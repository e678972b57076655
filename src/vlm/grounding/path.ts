import { BEHIND, BREAK, type Ground } from './ground.ts';

/** The words of an answer so far, the last one first. */
interface Trail {
  /** Index into the words of the ground. */
  readonly word: number;
  /** Where in the text of the word it begins; 0 of a word that is not the first, but for blanks before it. */
  readonly from: number;
  readonly before: Trail | null;
}

/** One way in which an answer so far is printed: the place that its next byte is read from. */
interface Way {
  readonly at: number;
  readonly trail: Trail;
}

/** An answer so far: all the ways in which it is printed. */
export interface Path {
  readonly ground: Ground;
  /** Words that may be said, one a word of the ground; `null`: all of them. */
  readonly free: Uint8Array | null;
  /** Ways; `null` before the first byte, when it may begin anywhere. */
  readonly ways: readonly Way[] | null;
}

/** Words in a row that say an answer. */
export interface Occurrence {
  /** Indices into the words of the ground. */
  readonly words: readonly number[];
  /** Where it begins in the text of the first word, and ends in that of the last. */
  readonly from: number;
  readonly to: number;
}

/** The same end may be reached from several beginnings; more of them than these say nothing new. */
const WAYS_TO_ONE_PLACE = 4;

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const N = 0x6e;

/** An answer of which nothing is said yet. */
export const begin = (ground: Ground, free: Uint8Array | null = null): Path => ({ ground, free, ways: null });

/** Positions that the next byte may be read from. */
export function positionsOf({ ground, free, ways }: Path): readonly number[] {
  if (ways !== null) return ways.length === 1 ? ways.map(({ at }) => at) : [...new Set(ways.map(({ at }) => at))];
  return freeOf({ ground, free }, ground.starts);
}

/** The answer with more bytes; without any way left where it is not printed so. */
export function advance(path: Path, bytes: Iterable<number>): Path {
  const { ground } = path;
  let ways = path.ways;
  for (const byte of bytes) ways = ways === null ? firstStep(path, byte) : ways.flatMap((way) => step(path, way, byte));
  if (ways === null || ways.length < 2) return { ...path, ways };
  const known = new Map<number, number>();
  const kept = ways.filter(({ at }) => {
    const count = (known.get(at) ?? 0) + 1;
    known.set(at, count);
    return count <= WAYS_TO_ONE_PLACE;
  });
  return { ground, free: path.free, ways: kept };
}

function firstStep(path: Path, byte: number): readonly Way[] {
  const { ground } = path;
  return positionsOf(path).flatMap((at) => {
    if (ground.bytes[at] !== byte) return [];
    return [{ at: at + 1, trail: { word: ground.wordAt[at] ?? 0, from: ground.beginsAt[at] ?? 0, before: null } }];
  });
}

function step(path: Path, { at, trail }: Way, byte: number): readonly Way[] {
  const { ground } = path;
  const here = ground.bytes[at];
  if (here !== BEHIND && here !== BREAK) return here === byte ? [{ at: at + 1, trail }] : [];
  const next = ground.next[ground.wordAt[at] ?? 0];
  if (next === undefined) return [];
  const goOn = (heads: readonly number[]) => freeOf(path, heads).map((head) => enter(ground, head, trail));
  if (here === BREAK) return byte === N ? goOn(next.below) : [];
  if (byte === SPACE) return goOn([...next.beside, ...next.below]);
  const glued = next.touching ? goOn(next.beside).flatMap((way) => step(path, way, byte)) : [];
  return byte === BACKSLASH && freeOf(path, next.below).length > 0 ? [{ at: at + 1, trail }, ...glued] : glued;
}

const enter = (ground: Ground, at: number, before: Trail): Way => ({
  at,
  trail: { word: ground.wordAt[at] ?? 0, from: ground.beginsAt[at] ?? 0, before },
});

/** The positions of words that may be said. */
function freeOf({ ground, free }: Omit<Path, 'ways'>, positions: readonly number[]): readonly number[] {
  return free === null ? positions : positions.filter((at) => free[ground.wordAt[at] ?? 0] === 1);
}

/** Whether the answer may end here. One of which nothing is said may: that is the empty answer. */
export function mayEnd({ ground, ways }: Path): boolean {
  return ways === null || ways.some(({ at }) => (ground.endsAt[at] ?? -1) >= 0);
}

/** Where the answer stands, if it ends here: every place that says it, in the order of the words. */
export function occurrencesOf({ ground, ways }: Path): readonly Occurrence[] {
  const found = (ways ?? []).flatMap(({ at, trail }): Occurrence[] => {
    const to = ground.endsAt[at] ?? -1;
    if (to < 0) return [];
    const words: number[] = [];
    let from = 0;
    for (let step: Trail | null = trail; step !== null; step = step.before) {
      words.unshift(step.word);
      from = step.from;
    }
    return [{ words, from, to }];
  });
  const key = ({ words, from, to }: Occurrence) => `${words.join()}:${from}:${to}`;
  const unique = new Map(found.map((one) => [key(one), one]));
  return [...unique.values()].sort((a, b) => (a.words[0] ?? 0) - (b.words[0] ?? 0) || a.from - b.from);
}

/** What an occurrence says, as printed: one blank between words. */
export function textOf(ground: Ground, { words, from, to }: Occurrence): string {
  const last = words.length - 1;
  return words
    .map((word, i) => {
      const text = ground.words[word]?.word.text ?? '';
      if (i > 0 && i < last) return text.trim();
      return text.slice(
        i === 0 ? from : text.length - text.trimStart().length,
        i === last ? to : text.trimEnd().length,
      );
    })
    .join(' ');
}

/** The bytes that must come next: up to where the answer may end, or go on in more than one way. */
export function forcedBytes(path: Path): readonly number[] {
  if (path.ways === null) return [];
  const { ground } = path;
  let places = positionsOf(path);
  const forced: number[] = [];
  for (;;) {
    const next = ground.bytes[places[0] ?? -1];
    if (next === undefined || next < 0) return forced;
    if (places.some((at) => (ground.endsAt[at] ?? -1) >= 0 || ground.bytes[at] !== next)) return forced;
    forced.push(next);
    places = places.map((at) => at + 1);
  }
}
