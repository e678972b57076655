import fc from 'fast-check';
import type { Page, Word } from '../../src/core/page.ts';
import { wordlessPage } from '../../src/core/page.ts';
import type { Vocabulary } from '../../src/vlm/language-model.ts';

const encoder = new TextEncoder();

/** A page from lines as they would look: cells parted by two blanks or more stand apart, words by one. */
export function typed(lines: readonly string[], number = 1): Page {
  const words = lines.flatMap((line, row) =>
    [...line.matchAll(/\S+/g)].map(({ 0: text, index }) => wordAt(text, 5 * index, 14 * row)),
  );
  return { ...wordlessPage(number, { width: 600, height: 800 }), textLayer: 'good', words };
}

export const wordAt = (text: string, x: number, y: number): Word => ({
  text,
  box: { x, y, w: 5 * text.length, h: 10 },
  size: 10 / 1.5,
  bold: false,
  confidence: 1,
});

/** Words of all kinds: glued marks, digits, accents composed and not, right to left, wide, emoji, joined, broken. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      'Total:',
      'Total:€1.234,50.',
      '(19%)',
      'EUR12,00',
      '12,5kg',
      'No.4711,',
      '"A"',
      '\\n',
      'a"b',
      'Zoe\u0308',
      'Zoë',
    ],
    ...[
      'ﬁn',
      'soft\u00adly',
      'שלום',
      'مرحبا',
      '👩‍👩‍👧',
      '🇩🇪',
      '\ud800',
      '１２',
      '‘x’',
      '—',
      '\u0301a',
      '-€5.00',
      '(5.00)',
      ' pad ',
    ],
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789.,-'), minLength: 1, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'ab1 "\\:€'), minLength: 1, maxLength: 4 }),
  fc.string({ unit: 'grapheme', minLength: 0, maxLength: 5 }),
  fc.string({ unit: 'binary', minLength: 0, maxLength: 3 }),
);

/** Pages with words anywhere, over each other too, and pages with words in lines. */
export const anyPage: fc.Arbitrary<Page> = fc
  .array(fc.record({ text: anyText, x: fc.integer({ min: 0, max: 20 }), y: fc.integer({ min: 0, max: 6 }) }), {
    maxLength: 12,
  })
  .map((words) => ({
    ...wordlessPage(1, { width: 600, height: 800 }),
    words: words.map(({ text, x, y }) => wordAt(text, x * 12, y * 11)),
  }));

/** A vocabulary of all bytes, some longer texts, the ends of a JSON text, and ids that stand for nothing. */
export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const tokens = [...new Set(['"', '",', '"}', '"\n', ' "', '": "', '},', '}]', ' {', ', ', ...texts])]
    .map((text) => encoder.encode(text))
    .filter((token) => token.length > 1);
  const bytes = [null, ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)), ...tokens, null];
  const ids = new Map(bytes.flatMap((token, id) => (token === null ? [] : [[token.join(), id] as const])));
  const longest = Math.max(...tokens.map((token) => token.length));
  return {
    size: bytes.length,
    bytes,
    /** The longest token that fits, again and again. */
    encode(text) {
      const all = encoder.encode(text);
      const out: number[] = [];
      for (let at = 0; at < all.length; ) {
        let length = Math.min(longest, all.length - at);
        while (length > 1 && !ids.has(all.subarray(at, at + length).join())) length--;
        out.push(ids.get(all.subarray(at, at + length).join()) ?? 0);
        at += length;
      }
      return out;
    },
  };
}
