import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openPagePicture } from '../../../src/commands/show/page/picture.ts';
import { recordOf } from '../seed.ts';

/** A page of 400 by 600 points, white but for one black word at 40 to 160, 90 to 110. */
const WORD = { x: 40, y: 90, w: 120, h: 20 };
const upright = () =>
  sharp({ create: { width: 400, height: 600, channels: 3, background: '#fff' } }).composite([
    {
      input: { create: { width: WORD.w, height: WORD.h, channels: 3, background: '#000' } },
      left: WORD.x,
      top: WORD.y,
    },
  ]);

/** The page as it is drawn for a record that says how it lies in `file`. */
async function drawn(file: Buffer, { rotation = 0, skew = 0 }, scale: number) {
  const page = { number: 1, label: null, width: 561.333, height: 842, rotation, skew, words: 1 } as const;
  const record = recordOf({ pages: [{ ...page, textLayer: 'missing', ocr: 'an engine' }] });
  const picture = await openPagePicture({ file: 'a.png', bytes: new Uint8Array(file), passwords: [], record }, 1);
  const canvas = await picture.draw(scale);
  await picture.close();
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  /** Grey at a point of the page of 400 by 600. */
  const at = (x: number, y: number) =>
    data[(Math.round((y * canvas.height) / 600) * canvas.width + Math.round((x * canvas.width) / 400)) * 4] ?? -1;
  return { width: canvas.width, height: canvas.height, at };
}

/** Whether the word lies where it belongs: black within, white around. */
function expectWord(at: (x: number, y: number) => number, margin: number): void {
  const { x, y, w, h } = WORD;
  for (const [px, py] of [
    [x + margin, y + margin],
    [x + w - margin, y + margin],
    [x + margin, y + h - margin],
    [x + w - margin, y + h - margin],
  ] as const)
    expect(at(px, py)).toBeLessThan(60);
  for (const [px, py] of [
    [x - margin, y + h / 2],
    [x + w + margin, y + h / 2],
    [x + w / 2, y - margin],
    [x + w / 2, y + h + margin],
  ] as const)
    expect(at(px, py)).toBeGreaterThan(200);
}

test.each([0, 90, 180, 270])('a page that has to be turned by %i degrees stands upright', async (rotation) => {
  const lying = await sharp(await upright().png().toBuffer())
    .rotate((360 - rotation) % 360)
    .png()
    .toBuffer();
  for (const scale of [0.4, 1.5]) {
    const { width, height, at } = await drawn(lying, { rotation }, scale);
    expect([width, height]).toEqual([Math.round(561.333 * scale), Math.round(842 * scale)]);
    expectWord(at, 4);
  }
});

test.each([
  [0, 3],
  [0, -2],
  [90, 2.5],
])('a page that is turned by %i and slopes by %d degrees is levelled', async (rotation, skew) => {
  // Turned about its centre, its size kept, as a scanner does with crooked paper.
  const page = await upright().png().toBuffer();
  const sloping = await sharp(page).rotate(skew, { background: '#fff' }).png().toBuffer();
  const { width = 0, height = 0 } = await sharp(sloping).metadata();
  const cut = { left: Math.floor((width - 400) / 2), top: Math.floor((height - 600) / 2), width: 400, height: 600 };
  const crooked = await sharp(sloping).extract(cut).png().toBuffer();
  const lying = await sharp(crooked)
    .rotate((360 - rotation) % 360)
    .png()
    .toBuffer();
  const { at } = await drawn(lying, { rotation, skew }, 1.5);
  expectWord(at, 5);
});

test('a page that no record knows is drawn as its file asks', async () => {
  const bytes = new Uint8Array(await upright().png().toBuffer());
  const picture = await openPagePicture({ file: 'a.png', bytes, passwords: [], record: null }, 1);
  expect(picture).toMatchObject({ number: 1, of: 1, height: expect.closeTo(842) });
  const canvas = await picture.draw(1);
  expect([canvas.width, canvas.height]).toEqual([561, 842]);
  await picture.close();
});
