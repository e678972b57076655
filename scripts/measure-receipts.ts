/**
 * Reads receipts whose words are known already, by the words reader and the fusing, and writes one flat JSON a document.
 *
 *   node scripts/measure-receipts.ts FOLDER OUT
 *
 * FOLDER holds text boxes, `x1,y1,x2,y2,x3,y3,x4,y4,text` a line in pixels (*.csv), or pages (*.json: `{pages: [...]}`).
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { flatInvoice } from '../src/core/flat.ts';
import type { OpenedDocument, Page, Word } from '../src/core/page.ts';
import { fuse } from '../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../src/pipeline/layout/reader.ts';

const POINTS_PER_PIXEL = 72 / 150;
/** Height of the letters in a box that is drawn around a line. */
const FONT = 0.8;

/** The words of one text box, each as wide as its share of the characters. */
function wordsOf(row: string): Word[] {
  const cells = row.split(',');
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0, x4 = 0, y4 = 0] = cells.slice(0, 8).map(Number);
  const text = cells.slice(8).join(',').trim();
  if (text === '') return [];
  const [left, right] = [Math.min(x1, x4), Math.max(x2, x3)];
  const [top, bottom] = [Math.min(y1, y2), Math.max(y3, y4)];
  const width = (right - left) / text.length;
  return [...text.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    box: {
      x: (left + match.index * width) * POINTS_PER_PIXEL,
      y: top * POINTS_PER_PIXEL,
      w: match[0].length * width * POINTS_PER_PIXEL,
      h: (bottom - top) * POINTS_PER_PIXEL,
    },
    size: (bottom - top) * POINTS_PER_PIXEL * FONT,
    bold: false,
    confidence: 0.95,
  }));
}

/** The page of a file of text boxes. */
function pageOf(text: string): Page {
  const words = text.split(/\r?\n/).flatMap(wordsOf);
  const width = Math.max(...words.map(({ box }) => box.x + box.w)) + 10;
  const height = Math.max(...words.map(({ box }) => box.y + box.h)) + 10;
  return {
    number: 1,
    label: null,
    width,
    height,
    rotation: 0,
    skew: 0,
    textLayer: 'missing',
    ocr: 'boxes',
    words,
  };
}

async function measure(folder: string, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const file of (await readdir(folder)).sort()) {
    const text = await readFile(join(folder, file), 'utf8');
    const pages: readonly Page[] =
      extname(file) === '.json' ? (JSON.parse(text) as { pages: readonly Page[] }).pages : [pageOf(text)];
    const document: OpenedDocument = { kind: 'image', pages, attachments: [], xmp: null, problems: [] };
    const readings = await wordsReader.read(document);
    if (readings === null) continue;
    const record = await fuse(document, [readings]);
    await writeFile(join(out, `${parse(file).name}.json`), JSON.stringify(flatInvoice(record), null, 1));
  }
}

if (import.meta.main) {
  const [folder, out] = process.argv.slice(2);
  if (folder === undefined || out === undefined) throw new Error('usage: measure-receipts.ts FOLDER OUT');
  await measure(folder, out);
}
