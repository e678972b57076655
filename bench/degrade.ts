/**
 * Makes PDFs of pictures, with no text layer, of documents that have one: what a scanner or a fax makes of them.
 *
 *   node bench/degrade.ts VARIANT OUT FILE|FOLDER… [--seed N]
 */
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { VARIANTS } from './degrade/condition.ts';
import { scannedFile } from './degrade/scans.ts';

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const [variant = '', out, ...given] = positionals;
if (!VARIANTS.includes(variant) || out === undefined || given.length === 0) {
  throw new Error(`usage: degrade.ts ${VARIANTS.join('|')} OUT FILE|FOLDER… [--seed N]`);
}
const seed = Number(values.seed ?? 1);
const files = given.flatMap((path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.toLowerCase().endsWith('.pdf'))
        .map((name) => join(path, name))
    : [path],
);
mkdirSync(out, { recursive: true });
const left = [...files];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const { path, condition } = await scannedFile(file, variant, seed);
      copyFileSync(path, join(out, basename(file)));
      console.log(basename(file), JSON.stringify(condition));
    }
  }),
);
