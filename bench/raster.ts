import { spawnSync } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { openPdf } from '../src/pipeline/open.ts';
import { openPdfRasterizer } from '../src/pipeline/rasterize/rasterize.ts';
import { canPin } from './command.ts';
import { corpus, inTemporaryFolder } from './corpus.ts';
import { median, print } from './figures.ts';

const ROUNDS = 3;
const SCANS = 48;

/** A file and how many pages of it are drawn. */
interface Drawn {
  readonly path: string;
  readonly pages: number;
}

/** Milliseconds of one process that draws all files. */
interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * Drawing pages at 150 dpi to grey pixels, beside pdftoppm over the same files in the same run, in turns. The start of
 * Node and loading the engines count for us, as its many starts count for pdftoppm.
 */
export async function measureRaster(): Promise<void> {
  const { name, files } = corpus();
  const peer = spawnSync('pdftoppm', ['-v']).status === 0;
  if (!peer) console.log('\npdftoppm is not here: only our own figures follow.');
  const invoices: Drawn[] = [];
  for (const path of files) invoices.push({ path, pages: await pagesOf(path) });
  compare(`Drawing, ${name}`, invoices, peer);
  await inTemporaryFolder(async (folder) => {
    const scans: Drawn[] = [];
    for (const { path } of invoices.slice(0, SCANS)) {
      const scan = join(folder, basename(path));
      await scanOf(path, scan);
      scans.push({ path: scan, pages: 1 });
    }
    compare('Drawing scans of A4 at 200 dpi, grey JPEG', scans, peer);
  });
}

async function pagesOf(path: string): Promise<number> {
  return (await openPdf(new Uint8Array(readFileSync(path)))).pages.length;
}

/** Writes a PDF whose only page is a JPEG of the first page of another. */
async function scanOf(path: string, target: string): Promise<void> {
  const rasterizer = await openPdfRasterizer(new Uint8Array(readFileSync(path)));
  const { data, width, height } = await rasterizer.page(1, { dpi: 200, channels: 1 });
  await rasterizer.close();
  const jpeg = await sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .jpeg({ quality: 75 })
    .toBuffer();
  const size: [number, number] = [(width * 72) / 200, (height * 72) / 200];
  await new Promise<void>((resolve, reject) => {
    const pdf = new PDFDocument({ size, margin: 0 });
    pdf.pipe(createWriteStream(target)).on('finish', resolve).on('error', reject);
    pdf.image(jpeg, 0, 0, { width: size[0], height: size[1] });
    pdf.end();
  });
}

function compare(title: string, files: readonly Drawn[], peer: boolean): void {
  const pages = files.reduce((sum, file) => sum + file.pages, 0);
  const ours: Took[] = [];
  const theirs: Took[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(draw(files));
    if (peer) theirs.push(drawByPeer(files));
  }
  const figure = (all: readonly Took[]): [string, string] => [
    `${(median(all.map(({ cpu }) => cpu)) / pages).toFixed(1)} ms`,
    `${(median(all.map(({ wall }) => wall)) / pages).toFixed(1)} ms on the clock`,
  ];
  const ratios = theirs.map(({ cpu }, round) => cpu / (ours[round]?.cpu ?? Number.NaN));
  print(
    `${title}, ${files.length} files, ${pages} pages, ${canPin ? 'one core' : 'all cores'}, processor time a page, median of ${ROUNDS} runs in turns`,
    [
      ['our rasteriser', ...figure(ours)],
      ...(peer ? [['pdftoppm -gray', ...figure(theirs)] as const] : []),
      ...(peer ? [['ratio', median(ratios).toFixed(2), 'above 1: ours is faster'] as const] : []),
    ],
  );
}

const SCRIPT = fileURLToPath(new URL('./draw-pages.ts', import.meta.url));

function draw(files: readonly Drawn[]): Took {
  return timed([process.execPath, SCRIPT, ...files.map(({ path, pages }) => `${path}:${pages}`)]);
}

function drawByPeer(files: readonly Drawn[]): Took {
  const script = 'for file; do pdftoppm -r 150 -gray -cropbox "$file" > /dev/null || exit; done';
  return timed(['sh', '-c', script, 'sh', ...files.map(({ path }) => path)]);
}

/** Runs a program in a shell that tells the time of its children. */
function timed(program: readonly string[]): Took {
  const pinned = canPin ? ['taskset', '-c', '0', ...program] : program;
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync('sh', ['-c', '"$@" && times', 'sh', ...pinned], { encoding: 'utf8' });
  const wall = performance.now() - begun;
  if (status !== 0) throw new Error(stderr);
  const children = stdout.trim().split('\n').at(-1) ?? '';
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000,
    0,
  );
  return { wall, cpu };
}
