/** The tokens of a vocabulary by their bytes: nodes are numbers, 0 is the empty text. */
export interface TokenTrie {
  /** The node one byte on; -1 where no token goes on with it. */
  child(node: number, byte: number): number;
  /** Tokens that end at each node: `tokens[first[node]] …` up to `first[node + 1]`. */
  readonly first: Int32Array;
  readonly tokens: Int32Array;
}

/** Spreads keys over the table (Knuth's multiplicative hash, the golden ratio of 2^32). */
const spread = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 0;

/** Indexes a vocabulary once; asking for a child is one look into a table. Tokens without bytes are in no node. */
export function tokenTrie(bytes: readonly (Uint8Array | null)[]): TokenTrie {
  const room = bytes.reduce((sum, token) => sum + (token?.length ?? 0), 1);
  const bits = Math.max(4, Math.ceil(Math.log2(room * 2)));
  const shift = 32 - bits;
  const mask = 2 ** bits - 1;
  const keys = new Int32Array(2 ** bits).fill(-1);
  const nodes = new Int32Array(2 ** bits);
  /** The slot of a key, or the free one where it belongs. */
  const slotOf = (key: number): number => {
    let slot = spread(key) >>> shift;
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  };
  let count = 1;
  const ends = new Int32Array(bytes.length).fill(-1);
  bytes.forEach((token, id) => {
    if (token === null || token.length === 0) return;
    let node = 0;
    for (const byte of token) {
      const key = node * 256 + byte;
      const slot = slotOf(key);
      if (keys[slot] === -1) {
        keys[slot] = key;
        nodes[slot] = count++;
      }
      node = nodes[slot] ?? 0;
    }
    ends[id] = node;
  });
  const first = new Int32Array(count + 1);
  for (const node of ends) if (node >= 0) first[node + 1] = (first[node + 1] ?? 0) + 1;
  for (let node = 0; node < count; node++) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const tokens = new Int32Array(first[count] ?? 0);
  const filled = first.slice();
  ends.forEach((node, id) => {
    if (node < 0) return;
    const at = filled[node] ?? 0;
    tokens[at] = id;
    filled[node] = at + 1;
  });
  return {
    child(node, byte) {
      const slot = slotOf(node * 256 + byte);
      return keys[slot] === -1 ? -1 : (nodes[slot] ?? -1);
    },
    first,
    tokens,
  };
}
