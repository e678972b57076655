import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import type { Region, VisionReader } from '../../src/core/vision.ts';
import { createVisionReader } from '../../src/vlm/reader.ts';
import type { SmolVlm2 } from '../../src/vlm/smolvlm2/engine.ts';
import { firstPage, openTiny, regionOf } from './invoice.ts';
import { expectPrinted } from './printed.ts';

const never = new AbortController().signal;
const budget = { tokens: 2000, ms: 120_000 };
const questions = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `${i}`, about: ['total', 'number', 'seller', 'date'][i % 4] ?? '' }));

describe('SmolVLM2 asked about an invoice', () => {
  let model: SmolVlm2;
  let reader: VisionReader;
  let page: Page;
  let head: Region;
  let all: Region;
  beforeAll(async () => {
    const drawn = await firstPage('de-two-rates.pdf');
    page = drawn.page;
    head = regionOf(page, drawn.picture, { x: 30, y: 30, w: page.width - 60, h: 300 });
    all = regionOf(page, drawn.picture, { x: 0, y: 0, w: page.width, h: page.height });
    model = await openTiny();
    reader = createVisionReader(model);
  });
  afterAll(() => reader.close());

  test('says what is printed in the region, whatever its weights are', async () => {
    const { answers, unasked, cost } = await reader.read(
      { pages: [page], regions: [head], questions: questions(20), budget },
      never,
    );
    expect(unasked).toEqual([]);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expectPrinted(answer, page);
    for (const { box } of answers) expect(box?.y).toBeLessThan(330);
    expect(cost.tiles).toBe(2);
    // The same JSON written freely: a step for each of its tokens.
    const values = questions(20).map(({ key, about }) => [about, answers.find((one) => one.key === key)?.text ?? '']);
    const json = values.map(([about, value]) => `${JSON.stringify(about)}: ${JSON.stringify(value)}`).join(', ');
    expect(2 * cost.steps).toBeLessThanOrEqual(model.vocabulary.encode(` {${json}}`).length);
  });

  test('reads rows in their order, no word twice, from the whole page', async () => {
    const table = { columns: questions(3), maxRows: 3 };
    const { rows, cost } = await reader.read({ pages: [page], regions: [all], questions: [], table, budget }, never);
    for (const cell of rows.flat()) expectPrinted(cell, page);
    const used = rows.flat().flatMap(({ words }) => words);
    expect(new Set(used).size).toBe(used.length);
    expect(cost.tiles).toBeGreaterThan(2);
  });

  test('answers the same when it is asked again, without looking again', async () => {
    const request = { pages: [page], regions: [head], questions: questions(3), budget };
    const first = await reader.read(request, never);
    const copy = { ...head, picture: { ...head.picture, data: head.picture.data.slice() } };
    const again = await reader.read({ ...request, regions: [copy] }, never);
    expect(again.answers).toEqual(first.answers);
    expect(again.cost.tiles).toBe(0);
  });

  test('says anything, and that it stands nowhere, where nothing was read', async () => {
    const { answers } = await reader.read(
      { pages: [{ ...page, words: [] }], regions: [head], questions: questions(2), budget },
      never,
    );
    for (const answer of answers) expect(answer).toMatchObject({ words: [], page: null, box: null });
  });
});
