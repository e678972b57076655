// Reads the corpus in this process, over and over, and writes the milliseconds a page of each round as JSON: once for
// the whole way from bytes to committed row, once for what pdf.js alone needs for the text of the same pages.
import { readFileSync } from 'node:fs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { corpus, unlike } from './corpus.ts';
import { inOnePool } from './one-pool.ts';

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
const alone: number[] = [];
let pages = 0;
await inOnePool(async (read) => {
  for (let round = 0; round <= ROUNDS; round++) {
    const ms = await read(originals.map(({ path, bytes }) => ({ path, bytes: unlike(bytes, round) })));
    const text = await textAlone();
    pages = text.pages;
    // The first round warms both up.
    if (round > 0) {
      rows.push(ms / pages);
      alone.push(text.ms / pages);
    }
  }
});
console.log(JSON.stringify({ pages, files: originals.length, rows, alone }));
process.exit();
