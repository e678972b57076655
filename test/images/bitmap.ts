import type { Colour } from './make.ts';

/** How a bitmap is to be written. */
export interface BitmapForm {
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** Of 12, 40 or 124 bytes. */
  readonly header?: 12 | 40 | 124;
  readonly topDown?: boolean;
  readonly runs?: boolean;
  /** Bits of red, green, blue, alpha: makes it a bitmap of bit fields. */
  readonly masks?: readonly [number, number, number, number];
  /** 0 to 255, where the masks have room for it. */
  readonly alpha?: number;
}

/** Writes a picture of four quarters as a Windows bitmap. Colours of 8 bits and less are those of its palette. */
export function bitmap(
  width: number,
  height: number,
  colours: readonly Colour[],
  { bits, header = 40, topDown = false, runs = false, masks, alpha = 255 }: BitmapForm,
): Uint8Array {
  const index = (x: number, y: number) => (y * 2 < height ? 0 : 2) + (x * 2 < width ? 0 : 1);
  const palette = bits <= 8 ? colours.slice(0, 2 ** bits) : [];
  const rows = Array.from({ length: height }, (_, i) => {
    const y = topDown ? i : height - 1 - i;
    const indices = Array.from({ length: width }, (_, x) => index(x, y));
    return runs ? packRow(indices, bits) : plainRow(indices, bits, colours, masks, alpha);
  });
  const pixels = Buffer.concat([...rows, ...(runs ? [Buffer.from([0, 1])] : [])]);
  const behind = masks !== undefined && header === 40 ? 12 : 0;
  const head = Buffer.alloc(14 + header + behind);
  const colourBytes = header === 12 ? 3 : 4;
  const table = Buffer.alloc(palette.length * colourBytes);
  palette.forEach(([r, g, b], i) => {
    table.set([b, g, r], i * colourBytes);
  });
  head.write('BM', 'latin1');
  head.writeUInt32LE(head.length + table.length + pixels.length, 2);
  head.writeUInt32LE(head.length + table.length, 10);
  head.writeUInt32LE(header, 14);
  if (header === 12) {
    head.writeUInt16LE(width, 18);
    head.writeUInt16LE(height, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt16LE(bits, 24);
  } else {
    head.writeInt32LE(width, 18);
    head.writeInt32LE(topDown ? -height : height, 22);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(bits, 28);
    head.writeUInt32LE(masks ? 3 : runs ? (bits === 8 ? 1 : 2) : 0, 30);
    head.writeUInt32LE(7874, 38);
    head.writeUInt32LE(7874, 42);
    head.writeUInt32LE(palette.length, 46);
    masks?.slice(0, header === 40 ? 3 : 4).forEach((mask, i) => {
      head.writeUInt32LE(mask >>> 0, 54 + i * 4);
    });
  }
  return new Uint8Array(Buffer.concat([head, table, pixels]));
}

function plainRow(
  indices: readonly number[],
  bits: number,
  colours: readonly Colour[],
  masks: readonly number[] | undefined,
  alpha: number,
): Buffer {
  const row = Buffer.alloc(Math.ceil((indices.length * bits) / 32) * 4);
  indices.forEach((colour, x) => {
    if (bits <= 8) {
      const at = (x * bits) >> 3;
      row[at] = (row[at] ?? 0) | ((colour & (2 ** bits - 1)) << (8 - bits - ((x * bits) & 7)));
      return;
    }
    const [r, g, b] = colours[colour] ?? [0, 0, 0];
    if (bits === 24) row.set([b, g, r], x * 3);
    else {
      const [rm = 0, gm = 0, bm = 0, am = 0] =
        masks ?? (bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0]);
      const pixel = place(r, rm) + place(g, gm) + place(b, bm) + place(alpha, am);
      if (bits === 16) row.writeUInt16LE(pixel, x * 2);
      else row.writeUInt32LE(pixel, x * 4);
    }
  });
  return row;
}

/** 0 to 255 as the bits of a mask. */
function place(value: number, mask: number): number {
  if (mask === 0) return 0;
  const unit = 2 ** (31 - Math.clz32(mask & -mask));
  return Math.round((value / 255) * ((mask >>> 0) / unit)) * unit;
}

/** The first half as one run, the second as plain pixels, then the end of the row. */
function packRow(indices: readonly number[], bits: number): Buffer {
  const half = indices.length / 2;
  const bytes: number[] = [];
  const first = indices[0] ?? 0;
  bytes.push(half, bits === 8 ? first : first * 17);
  const plain = indices.slice(half);
  bytes.push(0, plain.length);
  const packed = bits === 8 ? plain : plain.flatMap((v, i) => (i % 2 === 0 ? [v * 16 + (plain[i + 1] ?? 0)] : []));
  bytes.push(...packed, ...(packed.length % 2 === 1 ? [0] : []), 0, 0);
  return Buffer.from(bytes);
}
