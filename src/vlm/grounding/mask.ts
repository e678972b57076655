import { BEHIND, BREAK } from './ground.ts';
import { headsOf, type Path, positionsOf } from './path.ts';
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
  const walkAll = (path: Path, node: number, positions: readonly number[]) => {
    for (const at of positions) walk(path, node, at);
  };
  const walk = (path: Path, from: number, start: number): void => {
    const { bytes, words, wordAt } = path.ground;
    let [node, at] = [from, start];
    for (let byte = bytes[at] ?? BEHIND; byte >= 0; byte = bytes[++at] ?? BEHIND) {
      node = child(node, byte);
      if (node < 0) return;
      reach(node);
    }
    const onward = words[wordAt[at] ?? 0]?.onward;
    if (onward === undefined) return;
    const below = headsOf(path, onward.below);
    if (bytes[at] === BREAK) {
      const next = below.length > 0 ? child(node, N) : -1;
      if (next < 0) return;
      reach(next);
      walkAll(path, next, below);
      return;
    }
    const beside = onward.beside === null ? [] : headsOf(path, [onward.beside]);
    if (onward.touching) walkAll(path, node, beside);
    const blank = beside.length + below.length > 0 ? child(node, SPACE) : -1;
    if (blank >= 0) {
      reach(blank);
      walkAll(path, blank, beside);
      walkAll(path, blank, below);
    }
    const backslash = below.length > 0 ? child(node, BACKSLASH) : -1;
    if (backslash < 0) return;
    reach(backslash);
    walk(path, backslash, at + 1);
  };
  return {
    allowed(path) {
      time++;
      count = 0;
      walkAll(path, 0, positionsOf(path));
      return ids.subarray(0, count);
    },
  };
}
