/** Numbers a word. */
export const DIM = 128;

/** Longest key that is looked at: what is longer is no word, and costs as much as a page. */
const LONGEST = 48;

/** What the runs of a word weigh beside each other, by their length; `whole` is the word itself. */
const WEIGHTS = { 2: 0.6, 3: 1, whole: 2.2 } as const;
/** In numbers every digit matters: `4711` and `4712` are as different as any two. */
const NUMBER_WEIGHTS = { 2: 0.3, 3: 0.6, whole: 4 } as const;

/** Rows of words that were met lately: a page shares most of its words with others. */
const met = new Map<string, Float32Array>();
const MOST_MET = 16_384;

/**
 * Writes the vector of a word's key at `at`: a sum of +1 and -1 in every place for each run of two and three characters
 * and for the whole, by a hash of it, brought to `length`. Two words share what their runs share; two that share none
 * are about at right angles (a spread of 0.09).
 */
export function putKey(into: Float32Array, at: number, key: string, length: number): void {
  let row = met.get(key);
  if (row === undefined) {
    row = unitRow(key);
    if (met.size >= MOST_MET) met.clear();
    met.set(key, row);
  }
  into.set(length === 1 ? row : row.map((value) => value * length), at);
}

function unitRow(key: string): Float32Array {
  const row = new Float32Array(DIM);
  const text = key.slice(0, LONGEST);
  const { whole, ...runs } = /^\d+$/.test(text) ? NUMBER_WEIGHTS : WEIGHTS;
  addRun(row, `=${text}`, whole);
  const edged = `^${text}$`;
  for (let i = 0; i + 1 < edged.length; i += 1) {
    addRun(row, edged.slice(i, i + 2), runs[2]);
    if (i + 2 < edged.length) addRun(row, edged.slice(i, i + 3), runs[3]);
  }
  let square = 0;
  for (const value of row) square += value * value;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  return row.map((value) => value * scale);
}

/** Eight signs for each byte. */
const SIGNS = Float32Array.from({ length: 256 * 8 }, (_, i) => ((i >> 3) & (1 << (i & 7)) ? 1 : -1));

function addRun(row: Float32Array, run: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let i = 0; i < run.length; i += 1) hash = Math.imul(hash ^ run.charCodeAt(i), 0x01000193);
  for (let place = 0; place < DIM; place += 32) {
    let bits = mixed(hash + Math.imul(place + 1, 0x9e3779b1));
    for (let byte = place; byte < place + 32; byte += 8) {
      const signs = (bits & 255) * 8;
      for (let i = 0; i < 8; i += 1) row[byte + i] = (row[byte + i] ?? 0) + (SIGNS[signs + i] ?? 0) * weight;
      bits >>>= 8;
    }
  }
}

/** Spreads a hash over all of its bits: the finishing steps of MurmurHash3. */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
