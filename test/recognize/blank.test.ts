import { expect, test } from 'vitest';
import { isBlank } from '../../src/pipeline/recognize/blank.ts';

const SIDE = 100;
/** Paper of a grey with noise, and `ink` pixels of another. */
function picture(paper: number, ink: number, value: number) {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => paper + ((i * 7) % 11) - 5);
  for (let i = 0; i < ink; i++) data[(i * 37) % data.length] = value;
  return { width: SIDE, height: SIDE, channels: 1 as const, data };
}

test('paper with its noise is blank, whatever its grey', () => {
  for (const paper of [60, 128, 200, 250]) expect(isBlank(picture(paper, 0, 0))).toBe(true);
});

test('dust is no print', () => expect(isBlank(picture(240, 10, 20))).toBe(true));

test('faint print and print in white are print', () => {
  expect(isBlank(picture(240, 60, 200))).toBe(false);
  expect(isBlank(picture(60, 60, 250))).toBe(false);
});
