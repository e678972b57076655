// Checks models with known results through the product's own code, and prints the differences. Exits with 1 where one
// is too large. `npm run verify-models -- DIR`; DIR is laid out like fixtures/models.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verifyEncoder } from './verify/encoder.ts';
import { verifyReader, type Way } from './verify/reader.ts';
import { createReport } from './verify/report.ts';

/** Folders of page encoders, and the names in the registry of what they stand for. */
const ENCODERS: readonly (readonly [string, string])[] = [
  ['colpali-tiny', 'colpali-v1.3'],
  ['colmodernvbert-tiny', 'colmodernvbert'],
  ['colsmol-tiny', 'colsmol-256m'],
];
const WAYS: readonly Way[] = ['published', 'rebuilt', 'rebuilt-8-bit', 'published-8-bit'];

const [folder, ...more] = process.argv.slice(2);
if (folder === undefined || more.length > 0) throw new Error('usage: verify-models DIR');
const root = resolve(folder);
const room = mkdtempSync(join(tmpdir(), 'invoicectl-verify-'));
const report = createReport((line) => console.log(line));
let checked = 0;
try {
  const reader = join(root, 'smolvlm2-tiny');
  if (existsSync(reader)) {
    for (const way of WAYS) await verifyReader(reader, room, way, report);
    checked++;
  }
  for (const [name, of] of ENCODERS) {
    if (!existsSync(join(root, name))) continue;
    await verifyEncoder(of, join(root, name), room, report);
    checked++;
  }
} finally {
  rmSync(room, { recursive: true, force: true });
}
if (checked === 0) throw new Error(`${root} holds no model with known results`);
console.log(report.failed === 0 ? `all ok, ${checked} models` : `${report.failed} FAILED`);
process.exitCode = report.failed === 0 ? 0 : 1;
