import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../../src/core/raster.ts';

/** Colour of one pixel. */
export type Colour = readonly [number, number, number];

export const RED: Colour = [220, 30, 30];
export const GREEN: Colour = [20, 160, 40];
export const BLUE: Colour = [30, 40, 200];
export const WHITE: Colour = [255, 255, 255];
export const BLACK: Colour = [0, 0, 0];

/** Red, white above; blue, green below: tells every way to turn or mirror it from every other. */
export const QUARTERS = [RED, WHITE, BLUE, GREEN] as const;

/** Pixels of a picture of four quarters, three bytes each. */
export function quarterPixels(width = 160, height = 120, colours: readonly Colour[] = QUARTERS): Buffer {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colours[(y * 2 < height ? 0 : 2) + (x * 2 < width ? 0 : 1)] ?? WHITE;
      data.set(colour, (y * width + x) * 3);
    }
  return data;
}

/** A picture of four quarters, ready to be encoded. */
export function quarters(width = 160, height = 120, colours: readonly Colour[] = QUARTERS): Sharp {
  return sharp(quarterPixels(width, height, colours), { raw: { width, height, channels: 3 } });
}

/** The colours in the middle of the four quarters of a picture: above left, above right, below left, below right. */
export function quartersOf({ width, height, channels, data }: Raster): readonly Colour[] {
  return [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x = 0, y = 0]) => {
    const at = (Math.floor((y * height) / 4) * width + Math.floor((x * width) / 4)) * channels;
    const channel = (i: number) => data[at + (channels === 1 ? 0 : i)] ?? -1;
    return [channel(0), channel(1), channel(2)];
  });
}

/** The largest difference of any channel between two lists of colours. */
export function difference(a: readonly Colour[], b: readonly Colour[]): number {
  return Math.max(...a.flatMap((colour, i) => colour.map((value, k) => Math.abs(value - (b[i]?.[k] ?? -1000)))));
}

/** One page of a TIFF file, packed already. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly strip: Uint8Array;
  readonly bits: readonly number[];
  readonly photometric: number;
  /** 1: none, 3 and 4: fax, 5: LZW, 8: deflate, 32773: packbits. */
  readonly compression: number;
  readonly dpi?: readonly [number, number];
  readonly orientation?: number;
  /** 1: a smaller copy of another page. */
  readonly subfileType?: number;
}

/** Writes a TIFF file, little-endian. */
export function tiff(pages: readonly TiffPage[]): Uint8Array {
  const parts: Buffer[] = [];
  let at = 8;
  let link = 4;
  const links = new Map<number, number>();
  for (const page of pages) {
    const extra: Buffer[] = [Buffer.from(page.strip)];
    const stripAt = at;
    let free = at + page.strip.length;
    const put = (values: readonly number[], size: 2 | 4): number => {
      if (free % 2 === 1) {
        extra.push(Buffer.alloc(1));
        free += 1;
      }
      const buffer = Buffer.alloc(values.length * size);
      values.forEach((value, i) => {
        if (size === 2) buffer.writeUInt16LE(value, i * 2);
        else buffer.writeUInt32LE(value, i * 4);
      });
      extra.push(buffer);
      free += buffer.length;
      return free - buffer.length;
    };
    const { bits, dpi } = page;
    const entries: (readonly [number, number, number, number])[] = [
      [254, 4, 1, page.subfileType ?? 0],
      [256, 4, 1, page.width],
      [257, 4, 1, page.height],
      [258, 3, bits.length, bits.length <= 2 ? (bits[0] ?? 1) : put(bits, 2)],
      [259, 3, 1, page.compression],
      [262, 3, 1, page.photometric],
      [273, 4, 1, stripAt],
      [274, 3, 1, page.orientation ?? 1],
      [277, 3, 1, bits.length],
      [278, 4, 1, page.height],
      [279, 4, 1, page.strip.length],
      ...(dpi === undefined
        ? []
        : ([
            [282, 5, 1, put([dpi[0] * 100, 100], 4)],
            [283, 5, 1, put([dpi[1] * 100, 100], 4)],
            [296, 3, 1, 2],
          ] as const)),
    ];
    if (free % 2 === 1) {
      extra.push(Buffer.alloc(1));
      free += 1;
    }
    links.set(link, free);
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, count, value], i) => {
      directory.writeUInt16LE(tag, 2 + i * 12);
      directory.writeUInt16LE(type, 4 + i * 12);
      directory.writeUInt32LE(count, 6 + i * 12);
      directory.writeUInt32LE(value, 10 + i * 12);
    });
    link = free + directory.length - 4;
    at = free + directory.length;
    parts.push(...extra, directory);
  }
  const file = Buffer.concat([Buffer.from('II*\0\0\0\0\0', 'latin1'), ...parts]);
  for (const [where, target] of links) file.writeUInt32LE(target, where);
  return new Uint8Array(file);
}

/** A page of 160 by 120 pixels in 1 bit, its first quarter black, as fax group 4 (T.6). 0 is white in the code itself. */
export const FAX4 = new Uint8Array(Buffer.from('O6gPBf///////////////////yahkA1f//////////////////+ACACA', 'base64'));

/** The same page as fax group 3, in one dimension (T.4). */
export function fax3(): Uint8Array {
  const endOfLine = '000000000001';
  const halfBlack = `${endOfLine}00110101${'0000001111'}${'0000010111'}${'11011'}${'101010'}`;
  const white = `${endOfLine}${'10010'}${'00011011'}`;
  const bits = halfBlack.repeat(60) + white.repeat(60);
  return new Uint8Array(
    (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)),
  );
}

/** The same page in plain bits. */
export function plainBits(black: 0 | 1): Uint8Array {
  const row = (dark: boolean) =>
    Array.from({ length: 20 }, (_, i) => ((dark && i < 10) === (black === 1) ? 0xff : 0x00));
  return new Uint8Array(Array.from({ length: 120 }, (_, y) => row(y < 60)).flat());
}

/** How a PNG file is to be written. `rows`: with the filter's byte before each. */
export interface PngForm {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 0: grey, 2: red, green, blue. */
  readonly colourType: 0 | 2;
  readonly rows: Uint8Array;
}

/** Writes a PNG file, whatever its parts claim. */
export function png({ width, height, bits, colourType, rows }: PngForm): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = colourType;
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'), ...parts]));
}

/** Numbers of 16 bits. */
export function words16(values: Iterable<number>, order: 'little' | 'big'): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) bytes.push(...(order === 'big' ? [value >> 8, value & 255] : [value & 255, value >> 8]));
  return new Uint8Array(bytes);
}

/**
 * A picture of 120 by 160 pixels in HEIC, its quarter above right red on white: stored lying, with the box that turns
 * it and an EXIF block that asks for the same.
 */
export const HEIC = new Uint8Array(
  Buffer.from(
    'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAY1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAA' +
      'AERAAAIAAQAAAAABsQABAAAAAAAAAFsAAgAAAAACDAABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZl' +
      'AgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAAzGlwcnAAAACtaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH/' +
      '/wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoBQgeWW6kkprm4CGgwIAAAMAMgAAAwACEGIAAQAHRAHBcrBiQAAAABRp' +
      'c3BlAAAAAAAAAKAAAAB4AAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABdpcG1hAAAAAAAAAAEAAQSBAgOEAAAAGmlyZWYAAAAAAAAADmNkc2MA' +
      'AgABAAEAAACHbWRhdAAAAFcoAa8EFG9g2iw2eU5Uer+If/5HD/KFK7YHCr6/1VoSC8h2KmMl1FVAhLIqnSLwBoReV1S/5wo+nlrGmNNxWu6gTmUP' +
      'JIDi+mXRXGAAAAMASnQAAAQ4VcAAAAAGRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=',
    'base64',
  ),
);
