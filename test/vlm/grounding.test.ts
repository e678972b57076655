import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import { flowOf } from '../../src/vlm/grounding/flow.ts';
import { layGround } from '../../src/vlm/grounding/ground.ts';
import { createMask } from '../../src/vlm/grounding/mask.ts';
import { advance, begin, forcedBytes, mayEnd, occurrencesOf, type Path, textOf } from '../../src/vlm/grounding/path.ts';
import { seamsOf } from '../../src/vlm/grounding/seams.ts';
import { spellingsOf } from '../../src/vlm/grounding/spelling.ts';
import { tokenTrie } from '../../src/vlm/grounding/trie.ts';
import { allowedBy, everyText } from './oracle.ts';
import { anyPage, anyText, typed, vocabularyOf } from './pages.ts';

const encoder = new TextEncoder();
const groundOf = (page: Page) => layGround([{ page, shown: page.words.map((_, i) => i) }]);
const say = (page: Page, text: string): Path => advance(begin(groundOf(page)), encoder.encode(text));
const answers = (path: Path) => occurrencesOf(path).map((one) => textOf(path.ground, one));
const isSaid = (path: Path) => path.ways === null || path.ways.length > 0;

test('what is printed can be said, from any word to any word after it', () => {
  const page = typed(['Invoice No. 2024-17', 'Acme Ltd', '12 High Street', 'London']);
  expect(answers(say(page, '2024-17'))).toEqual(['2024-17']);
  expect(answers(say(page, 'Acme Ltd 12 High Street London'))).toEqual(['Acme Ltd 12 High Street London']);
  expect(answers(say(page, 'Acme Ltd\\n12 High Street'))).toEqual(['Acme Ltd 12 High Street']);
  expect(isSaid(say(page, '2024-18'))).toBe(false);
  expect(isSaid(say(page, 'Ltd Acme'))).toBe(false);
});

test('an answer ends with a word', () => {
  const page = typed(['2024-17']);
  expect(mayEnd(say(page, '2024'))).toBe(false);
  expect(mayEnd(say(page, '2024-17'))).toBe(true);
});

test('a text does not cross a gap between columns, and goes on in its own', () => {
  const page = typed(['Blue widget            4,00', 'with handle            5,00']);
  expect(isSaid(say(page, 'widget 4,00'))).toBe(false);
  expect(answers(say(page, 'Blue widget with handle'))).toEqual(['Blue widget with handle']);
  expect(answers(say(page, '4,00 5,00'))).toEqual(['4,00 5,00']);
});

test('a cell of a dense table goes on below, and may be part of its line', () => {
  const page = typed(['Blue cup  2  4,00', 'with lid']);
  expect(answers(say(page, 'Blue cup with lid'))).toEqual(['Blue cup with lid']);
  expect(answers(say(page, 'Blue cup 2'))).toEqual(['Blue cup 2']);
});

test('a word that is printed twice is found twice', () => {
  const page = typed(['Net 100,00', 'Gross   100,00']);
  const path = say(page, '100,00');
  expect(occurrencesOf(path).map(({ words }) => words)).toEqual([[1], [3]]);
});

test('typesetters’ marks may be said plainly, and are answered as printed', () => {
  const page = typed(['O’Neill’s', 'oﬃce', 'Zoe\u0308', 'Sof\u00adtware']);
  expect(answers(say(page, "O'Neill's"))).toEqual(['O’Neill’s']);
  expect(answers(say(page, 'office'))).toEqual(['oﬃce']);
  expect(answers(say(page, 'Zoë'))).toEqual(['Zoe\u0308']);
  expect(answers(say(page, 'Software'))).toEqual(['Sof\u00adtware']);
});

test('quotes and backslashes are said as JSON has them', () => {
  const page = typed(['5"', 'C:\\temp']);
  expect(answers(say(page, '5\\"'))).toEqual(['5"']);
  expect(answers(say(page, 'C:\\\\temp'))).toEqual(['C:\\temp']);
});

test('words that touch may be said as one', () => {
  const words = typed(['INV-2024 X']).words;
  const [a, b] = [words[0], words[1]];
  if (a === undefined || b === undefined) throw new Error('two words');
  const page = { ...typed([]), words: [a, { ...b, box: { ...b.box, x: a.box.x + a.box.w } }] };
  expect(answers(say(page, 'INV-2024X'))).toEqual(['INV-2024 X']);
  expect(answers(say(page, 'INV-2024 X'))).toEqual(['INV-2024 X']);
});

test.each([
  ['Total:€12,50.', ['€12,50.', '12,50.'], ['Total:€12,50']],
  ['EUR1.234,50', ['1.234,50'], []],
  ['1.234,50€', [], ['1.234,50']],
  ['12,5kg,', [], ['12,5', '12,5kg']],
  ['(19%)', ['19%)'], ['(19', '(19%']],
  ['No.4711', ['4711'], []],
  ['#17;', ['17;'], ['#17']],
  ['2024-17', [], []],
  ['DE123456789', [], []],
  ['10:30', [], []],
  ['https://a.b', [], []],
  ['-€5.00', [], []],
  ['(5.00)', [], []],
])('%s may be begun and ended inside', (text, starts, ends) => {
  const seams = seamsOf(text);
  expect(seams.starts.map((at) => text.slice(at))).toEqual(starts);
  expect(seams.ends.map((at) => text.slice(0, at))).toEqual(ends);
});

test('every spelling begins and ends with its word, and its marks stand in the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { bytes, starts, ends } of spellingsOf(text)) {
        expect(bytes.length).toBeGreaterThan(0);
        expect(starts[0]).toEqual({ byte: 0, at: text.length - text.trimStart().length });
        expect(ends.at(-1)).toEqual({ byte: bytes.length, at: text.trimEnd().length });
        for (const { byte, at } of [...starts, ...ends]) {
          expect(byte).toBeLessThanOrEqual(bytes.length);
          expect(at).toBeLessThanOrEqual(text.length);
        }
      }
    }),
  );
});

test('a text never goes round', () => {
  fc.assert(
    fc.property(anyPage, (page) => {
      const { onward } = flowOf(page.words);
      const state = new Map<number, 'open' | 'done'>();
      const visit = (word: number) => {
        expect(state.get(word)).not.toBe('open');
        if (state.has(word)) return;
        state.set(word, 'open');
        const { beside, below } = onward[word] ?? { beside: null, below: [] };
        for (const next of [...(beside === null ? [] : [beside]), ...below]) visit(next);
        state.set(word, 'done');
      };
      page.words.forEach((_, word) => {
        visit(word);
      });
    }),
  );
});

test('the tokens allowed are those, and only those, with which the page goes on', () => {
  fc.assert(
    fc.property(anyPage, fc.array(fc.nat(), { maxLength: 5 }), (page, picks) => {
      const said = page.words.map(({ text }) => JSON.stringify(text.trim()).slice(1, -1));
      const vocabulary = vocabularyOf(
        said.flatMap((text, i) => [text.slice(0, 2), ` ${text}`, text + (said[i + 1] ?? '')]),
      );
      const mask = createMask(tokenTrie(vocabulary.bytes));
      const texts = everyText(page, 6);
      let path = begin(groundOf(page));
      let bytes = new Uint8Array();
      for (const pick of picks) {
        const allowed = [...mask.allowed(path)].sort((a, b) => a - b);
        expect(allowed).toEqual(allowedBy(texts, vocabulary.bytes, bytes));
        const token = vocabulary.bytes[allowed[pick % allowed.length] ?? 0];
        if (token === undefined || token === null) break;
        path = advance(path, token);
        bytes = Uint8Array.of(...bytes, ...token);
        expect(isSaid(path)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('every phrase is reached by every way to cut it into tokens', () => {
  fc.assert(
    fc.property(
      anyPage,
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 40, maxLength: 40 }),
      (page, pick, cuts) => {
        const texts = [...everyText(page, 3)];
        const text = Buffer.from(texts[pick % texts.length] ?? '', 'hex');
        const pieces: Uint8Array[] = [];
        for (let at = 0, i = 0; at < text.length; i++) {
          const length = cuts[i % cuts.length] ?? 1;
          pieces.push(text.subarray(at, at + length));
          at += length;
        }
        const mask = createMask(tokenTrie(pieces));
        let path = begin(groundOf(page));
        for (const piece of pieces) {
          const ids = [...mask.allowed(path)].map((id) => Buffer.from(pieces[id] ?? []).toString('hex'));
          expect(ids).toContain(Buffer.from(piece).toString('hex'));
          path = advance(path, piece);
        }
        expect(text.length === 0 || mayEnd(path)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test('bytes are forced only where nothing else may come', () => {
  fc.assert(
    fc.property(anyPage, fc.nat(), fc.nat(20), (page, pick, length) => {
      const texts = [...everyText(page, 3)];
      const text = Buffer.from(texts[pick % texts.length] ?? '', 'hex');
      const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
      const mask = createMask(tokenTrie(bytes));
      let path = advance(begin(groundOf(page)), text.subarray(0, length));
      for (const byte of forcedBytes(path)) {
        expect(mayEnd(path)).toBe(false);
        expect([...mask.allowed(path)]).toEqual([byte]);
        path = advance(path, [byte]);
      }
    }),
  );
});

test('words that are taken cannot be said', () => {
  const page = typed(['12 apples', '12 pears']);
  const ground = groundOf(page);
  const path = advance(begin(ground, Uint8Array.of(0, 1, 1, 1)), encoder.encode('12'));
  expect(occurrencesOf(path).map(({ words }) => words)).toEqual([[2]]);
});
