import { BEHIND, BREAK } from './ground.ts';
import { type Path, positionsOf } from './path.ts';
import type { TokenTrie } from './trie.ts';

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const N = 0x6e;

/** Finds the tokens that an answer may go on with. */
export interface Mask {
  /** Their ids, each once, in no order; valid until the next call. */
  allowed(path: Path): Int32Array;
}

/**
 * Walks the words and the vocabulary side by side, so a step costs what is printed at the places that the answer stands
 * at, however large the vocabulary is.
 */
export function createMask(trie: TokenTrie): Mask {
  const { child, first, tokens } = trie;
  const ids = new Int32Array(tokens.length);
  /** When each node was last reached. */
  const reached = new Int32Array(first.length);
  let [time, count] = [0, 0];

  const reach = (node: number) => {
    if (reached[node] === time) return;
    reached[node] = time;
    const end = first[node + 1] ?? 0;
    for (let i = first[node] ?? 0; i < end; i++) ids[count++] = tokens[i] ?? 0;
  };
  /** Goes on at words that may be said; whether there are any. */
  const enter = (path: Path, node: number, heads: readonly number[]): boolean => {
    const { ground, free } = path;
    let any = false;
    for (const head of heads) {
      if (free !== null && free[ground.wordAt[head] ?? 0] !== 1) continue;
      any = true;
      if (node >= 0) walk(path, node, head);
    }
    return any;
  };
  const walk = (path: Path, from: number, start: number): void => {
    const { bytes, next, wordAt } = path.ground;
    let [node, at] = [from, start];
    for (let byte = bytes[at] ?? BEHIND; byte >= 0; byte = bytes[++at] ?? BEHIND) {
      node = child(node, byte);
      if (node < 0) return;
      reach(node);
    }
    const onward = next[wordAt[at] ?? 0];
    if (onward === undefined) return;
    if (bytes[at] === BREAK) {
      const n = child(node, N);
      if (enter(path, n, onward.below) && n >= 0) reach(n);
      return;
    }
    if (onward.touching) enter(path, node, onward.beside);
    const blank = child(node, SPACE);
    if (blank >= 0) {
      const beside = enter(path, blank, onward.beside);
      if (enter(path, blank, onward.below) || beside) reach(blank);
    }
    const backslash = child(node, BACKSLASH);
    if (backslash < 0 || !enter(path, -1, onward.below)) return;
    reach(backslash);
    walk(path, backslash, at + 1);
  };
  return {
    allowed(path) {
      time++;
      count = 0;
      for (const at of positionsOf(path)) walk(path, 0, at);
      return ids.subarray(0, count);
    },
  };
}
