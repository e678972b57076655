/**
 * Draws documents that look like invoices and are none, reads them, and prints what they were taken for.
 *
 *   node scripts/measure-kinds.ts SEED COUNT [FOLDER]      FOLDER keeps the PDFs
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fuse } from '../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../src/pipeline/layout/reader.ts';
import { openPdf } from '../src/pipeline/open.ts';
import { drawLookAlike } from './synthetic/look-alike.ts';

const [seed, count] = [Number(process.argv[2]), Number(process.argv[3])];
const folder = process.argv[4];
if (!Number.isInteger(seed) || !Number.isInteger(count)) throw new Error('usage: measure-kinds.ts SEED COUNT [FOLDER]');
if (folder !== undefined) await mkdir(folder, { recursive: true });

const taken = new Map<string, number>();
const verdicts = new Map<string, number>();
const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
for (let index = 0; index < count; index++) {
  const { stem, pdf, kind } = await drawLookAlike(seed, index);
  if (folder !== undefined) await writeFile(join(folder, `${stem}.pdf`), pdf);
  const document = await openPdf(pdf);
  const readings = await wordsReader.read(document);
  if (readings === null) continue;
  const record = await fuse(document, [readings]);
  add(taken, `${kind} -> ${record.kind.value}`);
  add(verdicts, record.verdict);
  if (record.kind.value !== kind || record.verdict !== 'other')
    console.log(`${stem} ${kind} -> ${record.kind.value} ${record.kind.confidence} ${record.verdict}`);
}
for (const [key, n] of [...taken].sort()) console.log(`${String(n).padStart(4)}  ${key}`);
console.log([...verdicts].map(([verdict, n]) => `${verdict} ${n}`).join(', '));
