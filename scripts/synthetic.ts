/**
 * Draws invoices that nobody sent, with gold records beside them, to measure the reading of layouts never seen.
 *
 *   npm run synthetic -- --seed 1 --count 300 --out FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawDocument } from './synthetic/document.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    out: { type: 'string' },
  },
});
const { out } = values;
const [seed, count] = [Number(values.seed), Number(values.count)];
if (out === undefined || !Number.isInteger(seed) || !Number.isInteger(count))
  throw new Error('usage: synthetic.ts --seed N --count N --out FOLDER');

await mkdir(join(out, 'pdf'), { recursive: true });
await mkdir(join(out, 'gold'), { recursive: true });
for (let index = 1; index <= count; index++) {
  const { stem, pdf, gold } = await drawDocument(seed, index);
  await writeFile(join(out, 'pdf', `${stem}.pdf`), pdf);
  await writeFile(join(out, 'gold', `${stem}.json`), `${JSON.stringify(gold, null, 1)}\n`);
}
console.log(`${count} documents of seed ${seed} in ${out}`);
