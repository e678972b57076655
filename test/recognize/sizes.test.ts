import { expect, test } from 'vitest';
import { seededRandom } from '../../scripts/random.ts';
import type { Word } from '../../src/core/page.ts';
import { withFontSizes } from '../../src/pipeline/recognize/sizes.ts';

const word = (text: string, x: number, y: number, w: number, h: number): Word => ({
  text,
  box: { x, y, w, h },
  size: h,
  bold: false,
  confidence: 1,
});

/** Lines as an engine finds them: as high as their letters, a little more or less, and not quite level. */
function printed(lines: readonly string[], size: number, widthOf: (text: string) => number, seed = 1): Word[][] {
  const random = seededRandom(seed);
  return lines.map((line, row) => {
    const high = /[gjpqy]/.test(line) ? 0.85 : /[A-Zbdfhklt0-9]/.test(line) ? 0.72 : 0.6;
    let x = 40;
    return line.split(' ').map((text) => {
      const h = size * high * (0.95 + 0.1 * random());
      const y = 40 + row * 1.3 * size + 0.06 * size * random();
      const one = word(text, x, y, widthOf(text) * size, h);
      x += (widthOf(text) + 0.38) * size;
      return one;
    });
  });
}

// About as wide as Helvetica's, without the white at both ends.
const sans = (text: string) =>
  [...text].reduce(
    (sum, c) => sum + (/[ijl.,:|]/.test(c) ? 0.25 : /[ftr]/.test(c) ? 0.32 : /[A-Z]/.test(c) ? 0.69 : 0.54),
    -0.08,
  );
const typewriter = (text: string) => 0.6 * text.length - 0.14;

const LINES = ['Invoice number 2024-0815', 'our summer course', 'TOTAL DUE 1,234.50', 'payable by 30 June', 'rum 12'];

test('words of one print have one size, whatever their letters', () => {
  for (let seed = 1; seed < 20; seed++) {
    const sizes = withFontSizes(printed(LINES, 10, sans, seed))
      .flat()
      .map(({ size }) => size);
    expect(Math.min(...sizes)).toBeGreaterThan(8.5);
    expect(Math.max(...sizes)).toBeLessThan(11.5);
  }
});

test('what is set larger stays larger', () => {
  const [head, ...body] = withFontSizes([...printed(['INVOICE'], 18, sans), ...printed(LINES, 9, sans)]);
  expect(head?.[0]?.size).toBeGreaterThan(1.5 * (body.flat()[0]?.size ?? 0));
});

test('the words of a text stand level and are as high as their font', () => {
  for (const line of withFontSizes(printed(LINES, 10, sans))) {
    expect(new Set(line.map(({ box }) => box.y + box.h / 2)).size).toBe(1);
    for (const { box, size } of line) expect(box.h).toBe(size);
  }
});

test('characters of one width fill their places', () => {
  const words = withFontSizes(printed(LINES, 10, typewriter)).flat();
  for (const { text, box, size } of words) expect(box.w / size / text.length).toBeCloseTo(0.6, 1);
  // A narrow character is as wide as the others.
  const [one] = withFontSizes([...printed(LINES, 10, typewriter), [word('1', 40, 200, 3, 7.2)]]).at(-1) ?? [];
  expect(one?.box.w).toBeGreaterThan(5);
});

test('a word that runs up the margin keeps its box', () => {
  const up = word('Copyright', 10, 100, 6, 40);
  const [line] = withFontSizes([[up, ...(printed(LINES, 10, sans)[0] ?? [])], ...printed(LINES, 10, sans).slice(1)]);
  expect(line?.[0]?.box).toEqual(up.box);
});
