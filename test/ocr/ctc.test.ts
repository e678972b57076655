import { describe, expect, test } from 'vitest';
import { decode } from '../../src/pipeline/ocr/ctc.ts';

const CHARACTERS = ['', 'a', 'b', ' '];

/** Probabilities of steps, each given by what is likely in it. */
function steps(...likely: readonly Readonly<Record<string, number>>[]): Float32Array {
  return Float32Array.from(likely.flatMap((step) => CHARACTERS.map((character) => step[character] ?? 0)));
}
const read = (probabilities: Float32Array, used = probabilities.length / 4) =>
  decode(probabilities, 0, probabilities.length / 4, used, CHARACTERS);

describe('decoding', () => {
  test('joins repeats, unless nothing is between them', () => {
    const glyphs = read(steps({ a: 0.9 }, { a: 0.8 }, { '': 1 }, { a: 0.7 }, { b: 0.6 }));
    expect(glyphs.map(({ text }) => text).join('')).toBe('aab');
    expect(glyphs[0]?.probability).toBeCloseTo(0.9);
  });

  test('places each character in the middle of its steps, by the width that is used', () => {
    const glyphs = read(steps({ a: 1 }, { a: 1 }, { '': 1 }, { b: 1 }, { '': 1 }), 4);
    expect(glyphs.map(({ at }) => at)).toEqual([0.25, 0.875]);
  });

  test('keeps rivals with a real chance, likeliest first', () => {
    const [glyph] = read(steps({ a: 0.6, b: 0.3, '': 0.09, ' ': 0.01 }));
    expect(glyph?.rivals.map(({ text }) => text)).toEqual(['b', '']);
    expect(read(steps({ a: 0.99, b: 0.01 }))[0]?.rivals).toEqual([]);
  });

  test('tells how likely a space was before a character, read or not', () => {
    const glyphs = read(steps({ a: 1 }, { '': 0.7, ' ': 0.3 }, { b: 1 }, { ' ': 0.9 }, { a: 1 }));
    expect(glyphs.map(({ text }) => text).join('')).toBe('ab a');
    expect(glyphs.find(({ text }) => text === 'b')?.space).toBeCloseTo(0.3);
    expect(glyphs.at(-1)?.space).toBeCloseTo(0.9);
  });

  test('nothing is nothing', () => {
    expect(read(steps({ '': 1 }, { '': 1 }))).toEqual([]);
  });
});
