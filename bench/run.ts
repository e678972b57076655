// Measures, and prints figures with what they are beside. `npm run bench` does all; `npm run bench -- startup kill` some.
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { BIN } from './command.ts';
import { corpus } from './corpus.ts';
import { measureEncode } from './encode.ts';
import { measureField } from './field.ts';
import { measurePageIndex } from './index/disk.ts';
import { measureKernels, measureMaxSimPeers } from './index/kernels.ts';
import { measureIndexKills } from './index/kill.ts';
import { measurePooling } from './index/pooling.ts';
import { measureKills } from './kill.ts';
import { measureMemory, measureScanMemory } from './memory.ts';
import { measureOcr } from './ocr.ts';
import { measurePages, measureScans } from './pages.ts';
import { measurePeer } from './peer.ts';
import { measureRaster } from './raster.ts';
import { measureSkeleton } from './skeleton.ts';
import { measureStartup } from './startup.ts';
import { measureVlm } from './vlm.ts';

const PARTS: Readonly<Record<string, () => unknown>> = {
  startup: measureStartup,
  pages: measurePages,
  peer: measurePeer,
  ocr: measureOcr,
  scans: measureScans,
  raster: measureRaster,
  skeleton: measureSkeleton,
  field: measureField,
  vlm: measureVlm,
  encode: measureEncode,
  kernels: measureKernels,
  'kernel-peers': measureMaxSimPeers,
  pooling: measurePooling,
  memory: measureMemory,
  'scan-memory': measureScanMemory,
  kill: async () => {
    if (!(await measureKills())) process.exitCode = 1;
  },
  'page-index': () => measurePageIndex(),
  'index-kill': async () => {
    if (!(await measureIndexKills())) process.exitCode = 1;
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in PARTS));
if (unknown !== undefined) throw new Error(`There is no part "${unknown}". Parts: ${Object.keys(PARTS).join(', ')}`);
if (!existsSync(new URL('../dist/main.js', `file://${BIN}`))) throw new Error('Not built yet. Run: npm run build');

const { name, files } = corpus();
console.log(
  `${name}: ${files.length} files · Node ${process.versions.node} · ${availableParallelism()} cores of ${cpus()[0]?.model}`,
);
for (const part of asked.length > 0 ? asked : Object.keys(PARTS)) await PARTS[part]?.();
