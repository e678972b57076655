import { describe, expect, it } from 'vitest';
import { alternativesOf } from '../../src/pipeline/ocr/alternatives.ts';

const glyph = (text: string, probability: number, ...rivals: readonly (readonly [string, number])[]) => ({
  text,
  probability,
  at: 0,
  space: 0,
  rivals: rivals.map(([text, probability]) => ({ text, probability })),
});

describe('what else a word may say', () => {
  it('is each doubtful character read as its runner-up, likeliest first', () => {
    const word = [glyph('1', 0.99), glyph('3', 0.6, ['8', 0.3], ['', 0.03]), glyph('O', 0.9, ['0', 0.09])];
    expect(alternativesOf(word, 0.6).map(({ text }) => text)).toEqual(['18O', '130', '1O']);
    expect(alternativesOf(word, 0.6)[0]?.confidence).toBeCloseTo(0.3);
  });

  it('is nothing of a word that no runner-up was in mind for, and never nothing at all', () => {
    expect(alternativesOf([glyph('7', 0.99)], 0.99)).toEqual([]);
    expect(alternativesOf([glyph('7', 0.5, ['', 0.4])], 0.5)).toEqual([]);
  });
});
