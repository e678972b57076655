import sharp from 'sharp';
import { drawn } from '../ocr/draw.ts';

/** A picture of lines of print, as PNG, 200 pixels an inch. `-` stands for the gap between two columns. */
export async function pictureOf(lines: readonly string[], turn = 0): Promise<Uint8Array> {
  const prints = lines.flatMap((line, i) =>
    line.split(' - ').map((text, column) => ({ text, x: 120 + column * 700, y: 160 + i * 70, size: 34 })),
  );
  const upright = { width: 1300, height: 240 + lines.length * 70 };
  const sheet = turn % 180 === 0 ? upright : { width: upright.height, height: upright.width };
  const { width, height, data } = drawn({ ...sheet, turn }, prints);
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .withMetadata({ density: 200 })
      .toBuffer(),
  );
}

/** An invoice whose sums hold. */
export const INVOICE = [
  'Harbour Supplies Ltd',
  '12 Quay Street, Bristol BS1 4DJ',
  'VAT number GB 123 4567 82',
  'INVOICE',
  'Invoice number - HS-20417',
  'Invoice date - 14 March 2025',
  'Rope, 20 m - 40.00',
  'Anchor shackle - 60.00',
  'Subtotal - 100.00',
  'VAT 20 % - 20.00',
  'Total GBP - 120.00',
] as const;
