// Another process that indexes for ever: `child.ts ROOT WHO FIRST_STEP`. It writes a line for every step that is stored.
import { writeSync } from 'node:fs';
import { openPageIndex } from '../../src/index/page-index.ts';
import { plainKernel } from './plain-kernel.ts';
import { makeStep } from './steps.ts';
import { DIM } from './vectors.ts';

const [root = '', who = '', first = '0'] = process.argv.slice(2);
const index = openPageIndex(root, { encoder: { id: 'killed@1', dim: DIM }, kernel: async () => plainKernel() });
for (let n = Number(first); ; n += 1) {
  await makeStep(index, who, n);
  writeSync(1, `${n}\n`);
}
