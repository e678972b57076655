// biome-ignore-all lint/suspicious/noControlCharactersInRegex: escape sequences begin with one

import type { Raster } from '../../../src/core/raster.ts';

/** The PNG within kitty's escape sequences, and the keys of the first. Throws where a sequence breaks the protocol. */
export function kittyPng(text: string): { readonly png: Buffer; readonly keys: Readonly<Record<string, string>> } {
  const sequences = [...text.matchAll(/\x1b_G([^;]*);([^\x1b]*)\x1b\\/g)];
  const parse = (keys = '') => Object.fromEntries(keys.split(',').map((pair) => pair.split('=')));
  for (const [i, [, keys, payload = '']] of sequences.entries()) {
    if (payload.length > 4096) throw new Error(`a piece of ${payload.length} letters`);
    if (parse(keys).m !== (i + 1 < sequences.length ? '1' : '0')) throw new Error(`piece ${i} says m=${parse(keys).m}`);
    if (i + 1 < sequences.length && payload.length % 4 !== 0) throw new Error('a piece ends within a group of letters');
  }
  const payload = sequences.map(([, , piece = '']) => piece).join('');
  return { png: Buffer.from(payload, 'base64'), keys: parse(sequences[0]?.[1]) };
}

/** The PNG within iTerm2's escape sequence, and what is said of it. */
export function itermPng(text: string): { readonly png: Buffer; readonly keys: Readonly<Record<string, string>> } {
  const [, keys = '', payload = ''] = /\x1b\]1337;File=([^:]*):([^\x07]*)\x07/.exec(text) ?? [];
  return {
    png: Buffer.from(payload, 'base64'),
    keys: Object.fromEntries(keys.split(';').map((pair) => pair.split('='))),
  };
}

/** The picture that a terminal would draw of sixels. Pixels that none of them sets are left transparent. */
export function sixelRaster(text: string): Raster {
  const [, width = 0, height = 0, body = ''] =
    /\x1bP[\d;]*q"1;1;(\d+);(\d+)([^\x1b]*)\x1b\\/.exec(text)?.map((part, i) => (i === 3 ? part : Number(part))) ?? [];
  const [w, h] = [Number(width), Number(height)];
  const data = new Uint8Array(w * h * 4);
  const colours = new Map<number, readonly number[]>();
  let colour: readonly number[] = [0, 0, 0];
  let [x, top] = [0, 0];
  for (const [token] of String(body).matchAll(/#\d+(?:;\d+)*|!\d+[?-~]|[?-~]|[$-]/g)) {
    if (token === '$') x = 0;
    else if (token === '-') [x, top] = [0, top + 6];
    else if (token.startsWith('#')) {
      const [index = 0, form, ...percent] = token.slice(1).split(';').map(Number);
      if (form === 2)
        colours.set(
          index,
          percent.map((value) => Math.round((value * 255) / 100)),
        );
      else colour = colours.get(index) ?? [0, 0, 0];
    } else {
      const count = token.startsWith('!') ? Number.parseInt(token.slice(1), 10) : 1;
      const bits = token.charCodeAt(token.length - 1) - 63;
      for (let i = 0; i < count; i++, x++)
        for (let row = 0; row < 6; row++)
          if ((bits >> row) & 1) {
            if (x >= w || top + row >= h) throw new Error(`a pixel at ${x},${top + row} of ${w} by ${h}`);
            data.set([...colour, 255], ((top + row) * w + x) * 4);
          }
    }
  }
  return { width: w, height: h, channels: 4, data };
}

/** The picture in lines of half blocks. `colourOf`: what a number of the 256 colours is. */
export function blocksRaster(
  lines: readonly string[],
  colourOf: (index: number) => readonly number[] = () => [0, 0, 0],
): Raster {
  const rows = lines.map((line) => {
    const cells: (readonly [readonly number[], readonly number[]])[] = [];
    let [fore, back]: [readonly number[], readonly number[]] = [[], []];
    for (const [token] of line.matchAll(/\x1b\[[\d;]*m|▀/g)) {
      if (token === '▀') cells.push([fore, back]);
      else {
        const codes = token.slice(2, -1).split(';').map(Number);
        while (codes.length > 1) {
          const [ground, form] = codes.splice(0, 2);
          const pixel = form === 2 ? codes.splice(0, 3) : colourOf(codes.splice(0, 1)[0] ?? 0);
          if (ground === 38) fore = pixel;
          else back = pixel;
        }
      }
    }
    return cells;
  });
  const width = rows[0]?.length ?? 0;
  const data = new Uint8Array(width * rows.length * 2 * 4);
  for (const [y, row] of rows.entries())
    for (const [x, [upper, lower]] of row.entries()) {
      data.set([...upper, 255], (2 * y * width + x) * 4);
      data.set([...lower, 255], ((2 * y + 1) * width + x) * 4);
    }
  return { width, height: rows.length * 2, channels: 4, data };
}
