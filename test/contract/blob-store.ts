import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BlobStore } from '../../src/core/ports.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What every blob store does. `open` gives an empty one. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
  describe(`blob store: ${name}`, () => {
    test('gives back what was put, under its SHA-256', async () => {
      const store = await open();
      const bytes = new Uint8Array(300_000).map((_, i) => i * 31);
      const id = await store.put(bytes);
      expect(id).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(Buffer.compare((await store.get(id)) ?? new Uint8Array(), bytes)).toBe(0);
    });

    test('has an answer for bytes that it does not have', async () => {
      const store = await open();
      expect(await store.get('0'.repeat(64))).toBeNull();
      await store.remove('0'.repeat(64));
    });

    test('keeps no bytes at all as well as many', async () => {
      const store = await open();
      const id = await store.put(new Uint8Array());
      expect(await store.get(id)).toHaveLength(0);
    });

    test('the same bytes at the same time are written once and read whole', async () => {
      const store = await open();
      const bytes = bytesOf('x'.repeat(100_000));
      const ids = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes)));
      const [id = ''] = ids;
      expect(new Set(ids)).toEqual(new Set([id]));
      expect(await store.get(id)).toHaveLength(100_000);
    });

    test('what was removed is gone, what was not is there, and it can come back', async () => {
      const store = await open();
      const [a, b] = [await store.put(bytesOf('a')), await store.put(bytesOf('b'))];
      await store.remove(a);
      expect(await store.get(a)).toBeNull();
      expect(await store.get(b)).toEqual(Buffer.from('b'));
      await store.put(bytesOf('a'));
      expect(await store.get(a)).toEqual(Buffer.from('a'));
    });
  });
}
