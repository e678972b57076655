import type { Word } from '../../core/page.ts';

/** The widths of the characters of a page, as far as its print shows them. */
export interface Font {
  /** How wide the print of a text is, in font sizes: without the white before its first and after its last character. */
  printed(text: string): number;
  /** That white, in the units of `width`, beside a word printed as wide as `width` in a font of `size`. */
  bearings(text: string, width: number, size: number): { readonly left: number; readonly right: number };
  /** How high its print measures, in font sizes. */
  readonly height: number;
}

/**
 * Widths of characters in font sizes, as in the common sans-serif fonts; all others are as wide as a digit. Other fonts
 * have other widths, but for nearly all characters by much the same factor.
 */
const WIDTHS: readonly (readonly [characters: string, width: number])[] = [
  ["ijlI'|.,:;!¡·", 0.26],
  ['ftr()[]/-"`{}', 0.33],
  ['sckvxyzJ?çß', 0.5],
  ['FTZ<>+=~', 0.6],
  ['ABEKPSVXY&ÄÀÉ', 0.667],
  ['CDHNRUw', 0.722],
  ['GOQÖ', 0.778],
  ['mM', 0.84],
  ['W%', 0.92],
  ['@—', 1],
];
const WIDTH = new Map(WIDTHS.flatMap(([characters, width]) => [...characters].map((one) => [one, width] as const)));
const DIGIT = 0.556;
/** White beside the print of a word in such a font, in font sizes. A 1 is far narrower than its place among digits. */
const leftOf = (text: string): number => (text.startsWith('1') ? 0.1 : 0.06);
const rightOf = (text: string): number => (text.endsWith('1') ? 0.16 : 0.03);
/** Width of every character of a monospaced font, and the white that is not printed at both ends of a word. */
const [PITCH, BLANK] = [0.6, 0.15];

/** Words of fewer characters say little of the font. */
const TELLING = 3;
/** How far fonts differ in width: condensed ones and wide ones. */
const [NARROWEST, WIDEST] = [0.8, 1.25];
/** Print from the top of its capitals to its baseline, as engines measure it, in font sizes. */
const HEIGHT = 0.76;

/** How wide the print of a text is in common fonts, in font sizes. */
export function printedWidth(text: string): number {
  let width = -leftOf(text) - rightOf(text);
  for (const character of text) width += WIDTH.get(character) ?? DIGIT;
  return Math.max(width, 0.15);
}
const monospaced = (text: string): number => PITCH * [...text].length - BLANK;

/** The font that most words of a page are set in. */
export function fontOf(words: readonly Word[]): Font {
  const telling = words.filter(({ text, box }) => text.length >= TELLING && box.w > box.h);
  // How wide words are for their height: the model under which they agree is the font's.
  const ratios = (printed: (text: string) => number) =>
    telling.map(({ text, box }) => box.w / (box.h / HEIGHT) / printed(text)).sort((a, b) => a - b);
  const [proportionate, even] = [ratios(printedWidth), ratios(monospaced)];
  if (spread(even) < spread(proportionate)) {
    return {
      printed: monospaced,
      height: HEIGHT / (quantile(even, 0.5) ?? 1),
      bearings(text, width, size) {
        const white = Math.max(0, PITCH * size * [...text].length - width) / 2;
        return { left: white, right: white };
      },
    };
  }
  // Print that seems narrow may be of a narrow font, or its height may be measured too large, as in worn or sloping print.
  const measured = quantile(proportionate, 0.5) ?? 1;
  const factor = Math.min(WIDEST, Math.max(NARROWEST, Math.sqrt(measured)));
  return {
    height: (HEIGHT * factor) / measured,
    printed: (text) => factor * printedWidth(text),
    bearings: (text, _width, size) => ({ left: leftOf(text) * size, right: rightOf(text) * size }),
  };
}

/** How far the middle three fifths of sorted positive values lie apart, as a factor. */
function spread(sorted: readonly number[]): number {
  return (quantile(sorted, 0.8) ?? 1) / (quantile(sorted, 0.2) ?? 1);
}

function quantile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.floor(sorted.length * part)];
}
