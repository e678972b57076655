// Reads scanned pages in this process, over and over, and writes the milliseconds a page of each round as JSON: once for
// the whole way from bytes to committed row, once for what the OCR engine alone needs for the same pictures. The engine
// alone has a process of its own: in this one its memory would count against the thread, which would be replaced.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDocument } from '../src/pipeline/open.ts';
import { corpus, unlike } from './corpus.ts';
import { scannedFile } from './degrade/scans.ts';
import { inOnePool } from './one-pool.ts';

const ROUNDS = 3;
const FILES = 6;

const { files } = corpus();
const chosen = Array.from({ length: FILES }, (_, i) => files[Math.floor((i * files.length) / FILES)] ?? '');
const scans = await Promise.all(chosen.map((file) => scannedFile(file, 'clean', 1)));
const originals = scans.map(({ path }) => ({ path, bytes: new Uint8Array(readFileSync(path)) }));
let pages = 0;
for (const { bytes } of originals) pages += (await openDocument(bytes)).pages.length;

const paths = originals.map(({ path }) => path);
const engine = fork(fileURLToPath(new URL('./engine-alone.ts', import.meta.url)), paths);
await once(engine, 'message');
/** Milliseconds of the engine for all pages. */
async function engineAlone(): Promise<number> {
  const answer = once(engine, 'message');
  engine.send('again');
  return Number((await answer)[0]);
}

const rows: number[] = [];
const alone: number[] = [];
await inOnePool(async (read) => {
  for (let round = 0; round <= ROUNDS; round++) {
    const ms = await read(originals.map(({ path, bytes }) => ({ path, bytes: unlike(bytes, round) })));
    const engineMs = await engineAlone();
    // The first round warms both up.
    if (round > 0) {
      rows.push(ms / pages);
      alone.push(engineMs / pages);
    }
  }
});
engine.kill();
console.log(JSON.stringify({ pages, files: originals.length, rows, alone }));
process.exit();
