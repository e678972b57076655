import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Raster } from '../../core/raster.ts';

const compress = promisify(deflate);

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Kinds of pixels (PNG, 3rd edition, table 11.1). */
const [GREY, COLOUR] = [0, 2];

/** A picture as PNG: grey, or red, green and blue. */
export async function encodePng({ width, height, channels, data }: Raster): Promise<Uint8Array> {
  const bytes = channels === 1 ? 1 : 3;
  const stride = width * bytes + 1;
  // Every row begins with its filter: 0, none.
  const rows = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    let to = y * stride + 1;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      for (let c = 0; c < bytes; c++) rows[to++] = data[from + c] as number;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = channels === 1 ? GREY : COLOUR;
  const packed = await compress(rows, { level: 4 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
