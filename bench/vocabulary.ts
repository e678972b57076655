import { readdirSync, readFileSync } from 'node:fs';
import type { Vocabulary } from '../src/vlm/language-model.ts';

const root = new URL('../', import.meta.url);
const encoder = new TextEncoder();
/** Tokens of the published model; its own cannot be had here. */
const SIZE = 49_280;
const LONGEST = 10;

/**
 * A vocabulary as large as SmolVLM2's: all bytes, and the pieces of this repository's texts that save most tokens. It is
 * denser than one that was trained (every piece of a frequent word is in it), so masks walk further.
 */
export function standInVocabulary(): Vocabulary {
  const counts = new Map<string, number>();
  for (const [word, times] of wordsOfTexts())
    for (let from = 0; from < word.length; from++)
      for (let to = from + 2; to <= Math.min(word.length, from + LONGEST); to++) {
        const piece = word.slice(from, to);
        if (from > 0 && piece.startsWith(' ')) continue;
        counts.set(piece, (counts.get(piece) ?? 0) + times);
      }
  const worth = ([piece, count]: readonly [string, number]) => count * (piece.length - 1);
  const pieces = [...counts].sort((a, b) => worth(b) - worth(a) || (a[0] < b[0] ? -1 : 1)).map(([piece]) => piece);
  const closing = ['",', '"}', '": "', '", "', '"},', '}]', ', ', ' {'];
  const unique = [...new Set([...closing, ...pieces])].slice(0, SIZE - 257);
  const bytes = [
    null,
    ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ...unique.map((piece) => encoder.encode(piece)),
  ];
  while (bytes.length < SIZE) bytes.push(null);
  const ids = new Map(unique.map((piece, i) => [piece, 257 + i]));
  return { size: SIZE, bytes, encode: (text) => longestFirst(text, ids) };
}

/** Cuts a text into the longest tokens there are, from its beginning on. */
function longestFirst(text: string, ids: ReadonlyMap<string, number>): readonly number[] {
  const out: number[] = [];
  for (let at = 0; at < text.length; ) {
    let length = Math.min(LONGEST, text.length - at);
    while (length > 1 && !ids.has(text.slice(at, at + length))) length--;
    const id = ids.get(text.slice(at, at + length));
    const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
    out.push(...(id === undefined ? [...encoder.encode(letter)].map((byte) => byte + 1) : [id]));
    at += id === undefined ? letter.length : length;
  }
  return out;
}

/** Words with the blank before them, and how often each is written in the documentation and the lexicons. */
function wordsOfTexts(): ReadonlyMap<string, number> {
  const files = ['docs/', 'src/pipeline/layout/lexicon/'].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => /\.(?:md|json)$/.test(name))
      .map((name) => new URL(folder + name, root)),
  );
  const counts = new Map<string, number>();
  for (const file of files)
    for (const [word] of readFileSync(file, 'utf8').matchAll(/ ?(?:\p{L}+|[^\s\p{L}\p{N}]+)/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
