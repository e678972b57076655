import type { MultiVector } from '../../src/core/vectors.ts';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { rowPooling } from '../../src/index/pool-rows.ts';
import { print } from '../figures.ts';
import { floatsIn } from './drawn-pages.ts';
import { order, recallOf } from './outcome.ts';
import { topics } from './topics.ts';

const PAGES = 300;
const QUESTIONS = 24;
const FACTORS = [2, 3, 4, 8];

/** What is lost when rows of a page are merged: the same questions, exactly scored, on pages of fewer rows. */
export async function measurePooling(): Promise<void> {
  const drawn = topics({ seed: 2, pages: PAGES, rows: 1024, dim: 128, asked: 16 });
  const questions = Array.from({ length: QUESTIONS }, (_, i) => drawn.question(i).query);
  const kernel = openKernel({ threads: 2 });
  async function scores(pages: readonly MultiVector[]): Promise<readonly Float64Array[]> {
    const stored = pages.map(floatsIn);
    const all: Float64Array[] = [];
    for (const question of questions) all.push(Float64Array.from(await kernel.exact(question, stored)));
    return all;
  }
  const pages = Array.from({ length: PAGES }, (_, page) => drawn.page(page));
  const exact = await scores(pages);
  const rows: [string, string, string][] = [];
  for (const factor of FACTORS) {
    const { pool } = rowPooling(factor);
    const start = performance.now();
    const pooled = pages.map((page) => pool({ ...page, boxes: Array(1024).fill({ x: 0, y: 0, w: 1, h: 1 }) }));
    const ms = (performance.now() - start) / PAGES;
    const { recall1, recall10 } = recallOf((await scores(pooled)).map(order), exact);
    rows.push([
      `${factor} rows in one`,
      `${recall1.toFixed(3)} / ${recall10.toFixed(3)}`,
      `${ms.toFixed(0)} ms a page`,
    ]);
  }
  await kernel.close();
  print(`Rows pooled, ${PAGES} pages x 1024 x 128, recall@1 / recall@10 against all rows`, rows);
}
