import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadOf, lookAlike, otherReads } from '../../src/core/confusions.ts';
import type { Word } from '../../src/core/page.ts';

const word = (text: string, confidence: number, alternatives: Word['alternatives'] = []): Word => ({
  text,
  confidence,
  alternatives,
  box: { x: 0, y: 0, w: 10, h: 10 },
  size: 10,
  bold: false,
});

describe('characters that pass for each other', () => {
  it.each([
    ['O', '0'],
    ['l', '1'],
    ['I', 'l'],
    ['S', '5'],
    ['B', '8'],
    [',', '.'],
    ['3', '8'],
  ])('%s and %s', (a, b) => {
    expect(lookAlike(a, b)).toBe(true);
    expect(lookAlike(b, a)).toBe(true);
  });

  it.each([
    ['A', '4'],
    ['2', '9'],
    ['S', '6'],
    ['x', 'y'],
  ])('not %s and %s', (a, b) => {
    expect(lookAlike(a, b)).toBe(false);
  });
});

describe('what else a word may say', () => {
  it('is nothing where the source is certain', () => {
    expect(otherReads(word('138,60', 1, [{ text: '188,60', confidence: 0.4 }]), true)).toEqual([]);
  });

  it('is what the engine had in mind, however sure it was, and never likelier than half of what it read', () => {
    expect(otherReads(word('1O', 0.99, [{ text: '10', confidence: 0.01 }]), true)[0]?.text).toBe('10');
    expect(otherReads(word('1O', 0.4, [{ text: '10', confidence: 0.39 }]), false)).toEqual([
      { text: '10', confidence: 0.5 },
    ]);
  });

  it('is a print that looks like it, whatever the digits', () => {
    const digits = fc.stringMatching(/^[0-9]{1,9}[.,][0-9]{2}$/);
    fc.assert(
      fc.property(digits, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (text, confidence) => {
        const reads = otherReads(word(text, confidence), true);
        expect(reads.length).toBeLessThanOrEqual(12);
        for (const read of reads) {
          expect(isReadOf(read.text, text)).toBe(true);
          expect(read.text).not.toBe(text);
          expect(read.confidence).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });
});
