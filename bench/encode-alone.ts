// One page encoder in a process of its own: node bench/encode-alone.ts NAME FOLDER PREPARED PICTURE. Prints JSON.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { wordlessPage } from '../src/core/page.ts';
import { openColpali } from '../src/index/encoders/colpali/open.ts';

const [name = '', folder = '', prepared = '', picture = ''] = process.argv.slice(2);
const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
const raster = { width: info.width, height: info.height, channels: 4 as const, data: new Uint8Array(data), dpi: 110 };
const page = { page: wordlessPage(1, { width: 595, height: 842 }), draw: async () => raster };

const model = { name, revision: '0'.repeat(40), folder, prepared };
const encoder = await openColpali(model, { device: 'cpu', threads: 2 });
const timed = async (work: () => Promise<unknown>) => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
await encoder.encodeQuery('What is the total amount due?');
const queries: number[] = [];
for (let i = 0; i < 5; i++) queries.push(await timed(() => encoder.encodeQuery('What is the total amount due?')));
const pages = [await timed(() => encoder.encodePages([page])), await timed(() => encoder.encodePages([page]))];
await encoder.close();
const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
console.log(JSON.stringify({ page: Math.min(...pages) / 1000, query: queries.sort((a, b) => a - b)[2], peak }));
