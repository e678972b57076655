/** Pixels a side of the blocks that are averaged: what is printed is larger, noise of a scanner is smaller. */
const BLOCK = 4;
/** Levels that block means of blank paper differ by: four times what a scanner's noise of sigma 5 leaves of itself. */
const NOISE = 16;

/** Whether a square of planes is of one colour within noise. `size` is a multiple of 4. */
export function isBlank(planes: readonly Uint8Array[], size: number): boolean {
  return planes.every((plane) => isFlat(plane, size));
}

function isFlat(plane: Uint8Array, size: number): boolean {
  const sums = new Uint16Array(size / BLOCK);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let top = 0; top < size; top += BLOCK) {
    sums.fill(0);
    for (let y = top; y < top + BLOCK; y++) {
      const row = plane.subarray(y * size, (y + 1) * size);
      for (let x = 0; x < size; x += BLOCK) {
        const block = x / BLOCK;
        sums[block] = (sums[block] ?? 0) + (row[x] ?? 0) + (row[x + 1] ?? 0) + (row[x + 2] ?? 0) + (row[x + 3] ?? 0);
      }
    }
    for (const sum of sums) {
      if (sum < lowest) lowest = sum;
      if (sum > highest) highest = sum;
    }
    if (highest - lowest > NOISE * BLOCK * BLOCK) return false;
  }
  return true;
}
