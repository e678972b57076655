import type { Raster } from '../../core/raster.ts';

/** What a bitmap's headers say. */
interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows from top to bottom; a bitmap's usual order is the other. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Red, green, blue of each colour of the palette. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Bits of red, green, blue and alpha in a pixel of 16 or 32. */
  readonly masks: readonly [number, number, number, number];
  /** Pixels an inch, across and down; 0 when it does not say. */
  readonly dpi: { readonly x: number; readonly y: number };
}

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;

/** Size and density of a Windows bitmap. Throws when the header makes no sense. */
export function bmpHead(bytes: Uint8Array): Pick<Header, 'width' | 'height' | 'dpi'> {
  return headerOf(bytes);
}

/** The pixels of a Windows bitmap, transparency put on white. Rows that the file ends before stay white. */
export function decodeBmp(bytes: Uint8Array): Raster {
  const header = headerOf(bytes);
  const { width, height, topDown, bits, compression } = header;
  const data = new Uint8Array(width * height * 4).fill(255);
  const put = (x: number, y: number, [r, g, b]: readonly [number, number, number]) => {
    const at = ((topDown ? y : height - 1 - y) * width + x) * 4;
    data[at] = r;
    data[at + 1] = g;
    data[at + 2] = b;
  };
  if (compression === RLE8 || compression === RLE4) unpack(bytes, header, put);
  else if (bits <= 8) indexed(bytes, header, put);
  else direct(bytes, header, put);
  return { width, height, channels: 4, data };
}

type Put = (x: number, y: number, colour: readonly [number, number, number]) => void;

function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw new Error('its header is cut off');
  const size = view.getUint32(14, true);
  // Of OS/2 1: sides of 16 bits, and three bytes a colour.
  const core = size === 12;
  if (bytes.length < 14 + size || (!core && size < 16)) throw new Error('its header is cut off');
  const long = (at: number) => (at + 4 <= 14 + size ? view.getUint32(at, true) : 0);
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = core ? view.getInt16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const compression = core ? RGB : long(30);
  if (width <= 0 || signed === 0) throw new Error('it has no pixels');
  const known =
    compression === RGB
      ? [1, 4, 8, 16, 24, 32].includes(bits)
      : compression === RLE8
        ? bits === 8
        : compression === RLE4
          ? bits === 4
          : (compression === BITFIELDS || compression === ALPHA_BITFIELDS) && (bits === 16 || bits === 32);
  if (!known) throw new Error(`it is packed in a way that is not read (${bits} bits, method ${compression})`);
  const fields = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  // A header of 40 bytes has its masks behind it, a longer one within.
  const behind = fields && size === 40 ? (compression === ALPHA_BITFIELDS ? 16 : 12) : 0;
  const mask = (i: number) => (54 + i * 4 + 4 <= bytes.length ? view.getUint32(54 + i * 4, true) : 0);
  const hasAlphaMask = compression === ALPHA_BITFIELDS || size >= 56;
  const fewest: readonly [number, number, number, number] =
    bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const colours = bits > 8 ? 0 : long(46) || 2 ** bits;
  const start = 14 + size + behind;
  const step = core ? 3 : 4;
  const palette = Array.from({ length: Math.min(colours, 256) }, (_, i) => {
    const at = start + i * step;
    return [bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0] as const;
  });
  const perInch = (at: number) => (core ? 0 : long(at) * 0.0254);
  return {
    width,
    height: Math.abs(signed),
    topDown: signed < 0,
    bits,
    compression,
    offset: view.getUint32(10, true),
    palette,
    masks: fields ? [mask(0), mask(1), mask(2), hasAlphaMask ? mask(3) : 0] : fewest,
    dpi: { x: perInch(38), y: perInch(42) },
  };
}

function indexed(bytes: Uint8Array, { width, height, bits, offset, palette }: Header, put: Put): void {
  const stride = Math.ceil((width * bits) / 32) * 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = bytes[offset + y * stride + ((x * bits) >> 3)];
      if (byte === undefined) return;
      const index = (byte >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1);
      put(x, y, palette[index] ?? BLACK);
    }
  }
}

const BLACK = [0, 0, 0] as const;

function direct(bytes: Uint8Array, { width, height, bits, offset, masks }: Header, put: Put): void {
  const stride = Math.ceil((width * bits) / 32) * 4;
  const step = bits / 8;
  const [red, green, blue, alpha] = masks.map(channel);
  if (red === undefined || green === undefined || blue === undefined || alpha === undefined) return;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = offset + y * stride + x * step;
      if (at + step > bytes.length) return;
      let pixel = 0;
      for (let i = step - 1; i >= 0; i--) pixel = pixel * 256 + (bytes[at + i] ?? 0);
      const opaque = masks[3] === 0 ? 1 : alpha(pixel) / 255;
      const onWhite = (value: number) => Math.round(value * opaque + 255 * (1 - opaque));
      put(x, y, [onWhite(red(pixel)), onWhite(green(pixel)), onWhite(blue(pixel))]);
    }
  }
}

/** Takes the bits of a mask out of a pixel, as 0 to 255. */
function channel(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = (mask >>> shift) >>> 0;
  return (pixel) => Math.round(((((pixel & mask) >>> shift) >>> 0) * 255) / most);
}

/** Run lengths: a count and a colour, or 0 and: 0 end of row, 1 end of picture, 2 a move, else as many plain pixels. */
function unpack(bytes: Uint8Array, { width, height, bits, offset, palette }: Header, put: Put): void {
  let at = offset;
  let x = 0;
  let y = 0;
  const next = () => bytes[at++] ?? 0;
  const nibble = (byte: number, i: number) => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  const draw = (index: number) => {
    if (x < width && y < height) put(x, y, palette[index] ?? BLACK);
    x += 1;
  };
  while (at < bytes.length && y < height) {
    const count = next();
    const byte = next();
    if (count > 0) for (let i = 0; i < count; i++) draw(nibble(byte, i));
    else if (byte === 0) {
      x = 0;
      y += 1;
    } else if (byte === 1) return;
    else if (byte === 2) {
      x += next();
      y += next();
    } else {
      const start = at;
      for (let i = 0; i < byte; i++) draw(nibble(bytes[start + (bits === 8 ? i : i >> 1)] ?? 0, i));
      const used = bits === 8 ? byte : Math.ceil(byte / 2);
      at = start + used + (used % 2);
    }
  }
}
