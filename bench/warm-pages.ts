// Reads the corpus in this process, over and over, and writes the milliseconds a page of each round as JSON: once for
// the whole way from bytes to committed row, once for what pdf.js alone needs for the text of the same pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { resolveConfig } from '../src/config.ts';
import { openContext, openReaders } from '../src/context.ts';
import { corpus, inTemporaryFolder, unlike } from './corpus.ts';

const ROUNDS = 5;
const originals = corpus().files.map((path) => ({ path, bytes: readFileSync(path) }));

async function textAlone(): Promise<{ pages: number; ms: number }> {
  let pages = 0;
  const begun = performance.now();
  for (const { bytes } of originals) {
    const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
    const pdf = await task.promise;
    for (let n = 1; n <= pdf.numPages; n++) {
      await (await pdf.getPage(n)).getTextContent();
      pages++;
    }
    await task.destroy();
  }
  return { pages, ms: performance.now() - begun };
}

const rows: number[] = [];
const texts: number[] = [];
let pages = 0;
await inTemporaryFolder(async (folder) => {
  const config = await resolveConfig({ home: join(folder, 'home'), jobs: '1' }, {});
  const pool = await openReaders(config, { eInvoices: true, passwords: [] });
  const context = await openContext(config);
  // All documents of all rounds go through one pool, so that its thread is warm from the second round on.
  let round = 0;
  let left = 0;
  let next = () => {};
  let more = true;
  const working = context.work({
    pool,
    signal: new AbortController().signal,
    more: () => more,
    onPage: () => {},
    onResult: () => {
      left--;
      if (left === 0) next();
    },
  });
  for (; round <= ROUNDS; round++) {
    const done = new Promise<void>((resolve) => {
      next = resolve;
    });
    left = originals.length;
    const begun = performance.now();
    for (const { path, bytes } of originals) await context.submit(unlike(bytes, round), { file: path, path }, false);
    await done;
    const ms = performance.now() - begun;
    const text = await textAlone();
    pages = text.pages;
    // The first round warms both up.
    if (round > 0) {
      rows.push(ms / pages);
      texts.push(text.ms / pages);
    }
  }
  more = false;
  await working;
  await pool.close();
  await context.close();
});
console.log(JSON.stringify({ pages, files: originals.length, rows, texts }));
process.exit();
