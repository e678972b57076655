import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerIn } from '../../../src/commands/show/graphics/ask.ts';
import { blocks } from '../../../src/commands/show/graphics/blocks.ts';
import { graphicsOf, mayAsk } from '../../../src/commands/show/graphics/graphics.ts';
import { iterm, kitty } from '../../../src/commands/show/graphics/inline.ts';
import { colourOf, nearest } from '../../../src/commands/show/graphics/palette.ts';
import { sixel } from '../../../src/commands/show/graphics/sixel.ts';
import type { Raster } from '../../../src/core/raster.ts';
import { blocksRaster, itermPng, kittyPng, sixelRaster } from './decode-graphics.ts';

const channel = fc.integer({ min: 0, max: 255 });
const pixel = fc.tuple(channel, channel, channel);

/** Pictures of few colours, as pages are: runs and repeats occur. */
const picture = fc
  .tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.array(pixel, { minLength: 1, maxLength: 4 }),
  )
  .chain(([width, height, colours]) =>
    fc.array(fc.constantFrom(...colours), { minLength: width * height, maxLength: width * height }).map(
      (pixels): Raster => ({
        width,
        height,
        channels: 4,
        data: new Uint8Array(pixels.flatMap((one) => [...one, 255])),
      }),
    ),
  );

const pixelsOf = ({ data }: Raster): number[][] =>
  Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(i * 4, i * 4 + 4)]);

test('no colour of the palette is nearer than the one that is chosen', () => {
  const distance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
  const all = Array.from({ length: 240 }, (_, i) => colourOf(i + 16));
  fc.assert(
    fc.property(pixel, (colour) => {
      const least = Math.min(...all.map((one) => distance(one, colour)));
      expect(distance(colourOf(nearest(...colour)), colour)).toBe(least);
    }),
  );
});

test('sixels give the picture back, no pixel left out, a little coarser', () => {
  fc.assert(
    fc.property(picture, (raster) => {
      const drawn = sixelRaster(sixel(raster));
      expect([drawn.width, drawn.height]).toEqual([raster.width, raster.height]);
      for (const [i, pixel] of pixelsOf(raster).entries()) {
        const there = pixelsOf(drawn)[i] ?? [];
        // Colours within 7 of one another are one, and sixel counts in percent.
        expect(Math.max(...pixel.map((value, k) => Math.abs(value - (there[k] ?? 0))))).toBeLessThanOrEqual(7 + 2);
        expect(there[3]).toBe(255);
      }
    }),
  );
});

test('sixels of a picture with more colours than there are registers have the nearest of the frequent ones', () => {
  const pixels = Array.from({ length: 4096 }, (_, i) => [
    (i % 16) * 17,
    (Math.floor(i / 16) % 16) * 17,
    (i >> 8) * 17,
    255,
  ]);
  const raster: Raster = { width: 64, height: 64, channels: 4, data: new Uint8Array(pixels.flat()) };
  const text = sixel(raster);
  expect(new Set(text.match(/#\d+;2;/g)).size).toBe(255);
  const drawn = pixelsOf(sixelRaster(text));
  expect(drawn.every(([, , , alpha]) => alpha === 255)).toBe(true);
});

describe('half blocks', () => {
  test('give the picture back, two rows a line', () => {
    fc.assert(
      fc.property(picture, (raster) => {
        const lines = blocks(raster, 24);
        expect(lines).toHaveLength(Math.ceil(raster.height / 2));
        const drawn = blocksRaster(lines);
        expect(pixelsOf(drawn).slice(0, raster.width * raster.height)).toEqual(pixelsOf(raster));
        // What is below the last row is paper.
        for (const one of pixelsOf(drawn).slice(raster.width * raster.height))
          expect(one).toEqual([255, 255, 255, 255]);
      }),
    );
  });

  test('use the palette where there are 256 colours', () => {
    fc.assert(
      fc.property(picture, (raster) => {
        const drawn = pixelsOf(blocksRaster(blocks(raster, 8), colourOf));
        for (const [i, [r = 0, g = 0, b = 0]] of pixelsOf(raster).entries())
          expect(drawn[i]?.slice(0, 3)).toEqual([...colourOf(nearest(r, g, b))]);
      }),
    );
  });

  test('are plain letters where there is no colour', () => {
    const ink = [0, 0, 0, 255];
    const paper = [255, 255, 255, 255];
    const data = new Uint8Array([ink, ink, paper, paper, ink, paper, ink, paper].flat());
    for (const bits of [1, 4]) expect(blocks({ width: 4, height: 2, channels: 4, data }, bits)).toEqual(['█▀▄']);
  });

  test('end their colours at the end of each line', () => {
    const data = new Uint8Array([10, 20, 30, 255]);
    const [line = ''] = blocks({ width: 1, height: 1, channels: 4, data }, 24);
    expect(line.endsWith('\x1b[0m')).toBe(true);
  });
});

test.each([1, 3000, 3072, 3073, 20_000])('kitty and iTerm2 give %i bytes back', (length) => {
  const png = new Uint8Array(length).map((_, i) => (i * 73) % 256);
  const fromKitty = kittyPng(kitty(png, 72));
  expect(fromKitty.png.equals(png)).toBe(true);
  expect(fromKitty.keys).toMatchObject({ a: 'T', f: '100', c: '72', q: '2' });
  const fromIterm = itermPng(iterm(png, 72));
  expect(fromIterm.png.equals(png)).toBe(true);
  expect(fromIterm.keys).toMatchObject({ inline: '1', size: String(length), width: '72', preserveAspectRatio: '1' });
});

test.each<[string, Record<string, string>, ReturnType<typeof graphicsOf>]>([
  ['kitty', { TERM: 'xterm-kitty', KITTY_WINDOW_ID: '1' }, 'kitty'],
  ['kitty through ssh', { TERM: 'xterm-kitty' }, 'kitty'],
  ['Ghostty', { TERM: 'xterm-ghostty', TERM_PROGRAM: 'ghostty' }, 'kitty'],
  ['iTerm2', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 'iterm'],
  ['iTerm2 through ssh', { TERM: 'xterm-256color', LC_TERMINAL: 'iTerm2' }, 'iterm'],
  ['WezTerm', { TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, 'iterm'],
  ['foot', { TERM: 'foot' }, 'sixel'],
  ['mlterm', { TERM: 'mlterm-256color' }, 'sixel'],
  ['xterm, which may or may not', { TERM: 'xterm-256color' }, null],
  ['the terminal of macOS', { TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' }, null],
  ['tmux in kitty', { TERM: 'tmux-256color', KITTY_WINDOW_ID: '1', TMUX: '/tmp/x' }, null],
  ['screen in iTerm2', { TERM: 'screen', LC_TERMINAL: 'iTerm2', STY: '1.x' }, null],
  ['nothing', {}, null],
])('pictures in %s', (_, env, expected) => {
  expect(graphicsOf(env)).toBe(expected);
});

test('only terminals that understand are asked', () => {
  expect(mayAsk({ TERM: 'xterm-256color' })).toBe(true);
  for (const env of [
    {},
    { TERM: 'dumb' },
    { TERM: 'linux' },
    { TERM: 'xterm', CI: '1' },
    { TERM: 'xterm', INSIDE_EMACS: '29' },
  ])
    expect(mayAsk(env)).toBe(false);
});

test('what a terminal answers is understood once it is complete', () => {
  expect(answerIn('')).toBeNull();
  expect(answerIn('\x1b[6;18;9t\x1b[?62;4')).toBeNull();
  expect(answerIn('\x1b[6;18;9t\x1b[?62;4;22c')).toEqual({ sixel: true, cell: { width: 9, height: 18 } });
  expect(answerIn('\x1b[?1;2c')).toEqual({ sixel: false, cell: null });
  expect(answerIn('\x1b[6;0;0t\x1b[?64;14;24c')).toEqual({ sixel: false, cell: null });
});
