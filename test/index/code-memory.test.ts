import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeMemory, type Piece } from '../../src/index/code-memory.ts';
import { SCRATCH_BYTES } from '../../src/index/kernels/kernel.ts';

test('pieces never overlap nor touch the scratch, and what is given back is taken again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(300_000)), { maxLength: 60 }), (acts) => {
      // 1 MiB beside the scratch, so that several memories are needed
      const memory = codeMemory((SCRATCH_BYTES + (1 << 20)) >> 16);
      const held: Piece[] = [];
      for (const [give, size] of acts) {
        if (give && held.length > 0) memory.give(held.splice(size % held.length, 1)[0] as Piece);
        else held.push(memory.take(size));
      }
      const sorted = held.toSorted((a, b) => a.at - b.at);
      for (const [i, piece] of sorted.entries()) {
        expect(piece.at).toBeGreaterThanOrEqual(SCRATCH_BYTES);
        expect(piece.at % 64).toBe(0);
        expect(piece.at + piece.bytes).toBeLessThanOrEqual(piece.memory.buffer.byteLength);
        const next = sorted.slice(i + 1).find(({ memory }) => memory === piece.memory);
        if (next !== undefined) expect(next.at).toBeGreaterThanOrEqual(piece.at + piece.bytes);
      }
      expect(memory.taken()).toBe(held.reduce((sum, piece) => sum + piece.bytes, 0));
      for (const piece of held) memory.give(piece);
      const [first] = held;
      if (first !== undefined) expect(memory.take(1 << 20).at).toBe(SCRATCH_BYTES);
    }),
    { numRuns: 60 },
  );
});

test('a piece that is larger than a memory can be is refused', () => {
  const memory = codeMemory((SCRATCH_BYTES + (1 << 20)) >> 16);
  expect(() => memory.take((1 << 20) + 64)).toThrow(RangeError);
});
