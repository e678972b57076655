import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { simdModule } from '../../src/index/kernels/simd.ts';
import { blockOf, joined, maxSim, randomRows, storedBytes, storedFloats } from './pages.ts';

const here = openKernel({ threads: 0, thorough: true });
const threaded = openKernel({ threads: 2, thorough: true });
const plain = openKernel({ threads: 0, plain: true, thorough: true });
const looking = openKernel({ threads: 0 });
afterAll(async () => {
  for (const kernel of [here, threaded, plain, looking]) await kernel.close();
});

const all = (pages: number) => [new Uint8Array(pages).fill(1)];

it('has WebAssembly here', () => {
  expect(simdModule()).toBeDefined();
  expect([here.name, plain.name]).toEqual(['wasm-simd', 'plain']);
});

describe('scan', () => {
  it('says bit for bit what plain arithmetic says, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 19 }),
        fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 5 }),
        async (seed, dim, queries, sizes) => {
          const query = randomRows(seed, queries, dim);
          const pages = sizes.map((rows, i) => randomRows(seed + i + 1, rows, dim));
          const scan = { blocks: [blockOf(dim, pages)], wanted: all(pages.length), keep: 10 };
          const kept = await here.scan(query, scan);
          expect(kept).toEqual(await plain.scan(query, scan));
          expect(kept.map(({ page }) => page).sort()).toEqual(sizes.flatMap((rows, i) => (rows > 0 ? [i] : [])));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [65, 129, 0.03],
    [129, 65, 0.03],
    [128, 1, 0.03],
    [512, 3, 0.08],
  ])('scores rows of %i numbers near to what their signs are worth (%i rows)', async (dim, rows, off) => {
    const query = randomRows(1, 5, dim);
    const pages = [randomRows(2, rows, dim), randomRows(3, rows, dim)];
    const signs = pages.map(({ data }) => ({
      dim,
      data: data.map((value) => (value > 0 ? 1 : -1) / Math.sqrt((2 / Math.PI) * dim)),
    }));
    const kept = await here.scan(query, { blocks: [blockOf(dim, pages)], wanted: all(2), keep: 2 });
    for (const { page, score } of kept) {
      const right = maxSim(query, signs[page] ?? { dim, data: new Float32Array(0) });
      expect(Math.abs(score - right) / 5).toBeLessThan(off);
    }
  });

  it('keeps what is wanted, over several blocks, in one memory and in several', async () => {
    const dim = 32;
    const query = randomRows(7, 3, dim);
    const pages = Array.from({ length: 40 }, (_, i) => randomRows(100 + i, 20, dim));
    const whole = blockOf(dim, pages);
    const [a, b] = [blockOf(dim, pages.slice(0, 25)), blockOf(dim, pages.slice(25))];
    const wanted = new Uint8Array(40).map((_, i) => (i % 3 === 0 ? 0 : 1));
    const one = await here.scan(query, { blocks: [whole], wanted: [wanted], keep: 9 });
    const two = await here.scan(query, {
      blocks: [a, b],
      wanted: [wanted.slice(0, 25), wanted.slice(25)],
      keep: 9,
    });
    expect(one).toHaveLength(9);
    expect(one.every(({ page }) => page % 3 !== 0)).toBe(true);
    expect(two.map(({ block, page, score }) => ({ block: 0, page: page + block * 25, score }))).toEqual(one);
  });

  it('keeps equal pages in their order', async () => {
    const dim = 16;
    const page = randomRows(1, 10, dim);
    const block = blockOf(dim, [page, randomRows(2, 10, dim), page, page, page]);
    const kept = await here.scan(randomRows(1, 10, dim), { blocks: [block], wanted: all(5), keep: 3 });
    expect(kept.map((k) => k.page)).toEqual([0, 2, 3]);
  });

  it('finds on threads what it finds on one, with many searches at once', async () => {
    const dim = 128;
    const pages = Array.from({ length: 1200 }, (_, i) => randomRows(i, 1 + (i % 90), dim));
    const block = blockOf(dim, pages);
    const scan = { blocks: [block], wanted: all(pages.length), keep: 30 };
    const queries = Array.from({ length: 4 }, (_, i) => randomRows(-i - 1, 300, dim));
    const found = await Promise.all(queries.map((query) => threaded.scan(query, scan)));
    for (const [i, query] of queries.entries()) expect(found[i]).toEqual(await here.scan(query, scan));
  });

  it('looks at all codes of the pages whose coarse codes are best, where there are many', async () => {
    const dim = 64;
    const pages = Array.from({ length: 1500 }, (_, i) => randomRows(i, 12, dim));
    const scan = { blocks: [blockOf(dim, pages, 3)], wanted: all(pages.length), keep: 5 };
    for (const page of [0, 700, 1499]) {
      const query = pages[page] ?? { dim, data: new Float32Array(0) };
      const [first] = await looking.scan(query, scan);
      expect(first).toEqual((await here.scan(query, scan))[0]);
      expect(first?.page).toBe(page);
    }
  });

  it('leaves out rows of zeros of a question, and answers nothing to one that has no others', async () => {
    const dim = 24;
    const [query, zero] = [randomRows(5, 4, dim), { dim, data: new Float32Array(dim * 3) }];
    const scan = { blocks: [blockOf(dim, [randomRows(6, 30, dim)])], wanted: all(1), keep: 1 };
    expect(await here.scan(joined(dim, [zero, query, zero]), scan)).toEqual(await here.scan(query, scan));
    expect(await here.scan(zero, scan)).toEqual([]);
    expect(await here.scan(query, { blocks: [], wanted: [], keep: 1 })).toEqual([]);
  });

  it('refuses what is no number, and another width', async () => {
    const scan = { blocks: [blockOf(8, [randomRows(1, 3, 8)])], wanted: all(1), keep: 1 };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const query = { dim: 8, data: Float32Array.of(1, 0, 0, bad, 0, 0, 0, 0) };
      await expect(here.scan(query, scan)).rejects.toThrow('no number');
      await expect(here.rescore(query, [])).rejects.toThrow('no number');
    }
    await expect(here.scan(randomRows(1, 1, 16), scan)).rejects.toThrow('16 numbers');
    await expect(here.rescore(randomRows(1, 1, 16), [storedBytes(randomRows(1, 3, 8))])).rejects.toThrow('width');
  });
});

describe('rescore and exact', () => {
  it('say what plain arithmetic says, and nearly what MaxSim is, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 140 }), { minLength: 1, maxLength: 4 }),
        async (seed, dim, queries, sizes) => {
          const query = randomRows(seed, queries, dim);
          const pages = sizes.map((rows, i) => randomRows(seed + i + 1, rows, dim));
          const right = pages.map((page) => maxSim(query, page));
          const bytes = await here.rescore(query, pages.map(storedBytes));
          expect(bytes).toEqual(await plain.rescore(query, pages.map(storedBytes)));
          const floats = await here.exact(query, pages.map(storedFloats));
          const plainFloats = await plain.exact(query, pages.map(storedFloats));
          for (const [i, score] of right.entries()) {
            expect(Math.abs((bytes[i] ?? 0) - score)).toBeLessThan(0.02 * queries);
            expect(Math.abs((floats[i] ?? 0) - score)).toBeLessThan(1e-5 * queries);
            expect(Math.abs((plainFloats[i] ?? 0) - score)).toBeLessThan(1e-5 * queries);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('read many pages in turns, on threads as on one', async () => {
    const dim = 128;
    const pages = Array.from({ length: 90 }, (_, i) => storedBytes(randomRows(i, 1024, dim)));
    const query = randomRows(-1, 33, dim);
    expect(await threaded.rescore(query, pages)).toEqual(await here.rescore(query, pages));
  });

  it('give pages without rows the least there is, and nothing for a question without rows', async () => {
    const page = { dim: 8, data: new Float32Array(0) };
    const query = randomRows(1, 2, 8);
    expect(await here.rescore(query, [storedBytes(page)])).toEqual([Number.NEGATIVE_INFINITY]);
    expect(await here.exact(query, [storedFloats(page)])).toEqual([Number.NEGATIVE_INFINITY]);
    expect(await here.exact({ dim: 8, data: new Float32Array(8) }, [storedFloats(page)])).toEqual([0]);
  });

  it('fail when a page cannot be read, and go on after it', async () => {
    const query = randomRows(1, 2, 8);
    const good = storedBytes(randomRows(2, 3, 8));
    const bad = { ...good, read: () => Promise.reject(new Error('gone')) };
    await expect(here.rescore(query, [good, bad])).rejects.toThrow('gone');
    expect(await here.rescore(query, [good])).toHaveLength(1);
  });
});

it('closes once and for all', async () => {
  const kernel = openKernel({ threads: 1 });
  await kernel.close();
  await kernel.close();
  await expect(kernel.rescore(randomRows(1, 1, 8), [storedBytes(randomRows(1, 1, 8))])).rejects.toThrow('closed');
});
