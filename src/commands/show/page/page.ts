import { InvoicectlError } from '../../../core/errors.ts';
import type { Entry, RecordQuery } from '../../../core/ports.ts';
import { printable, type Terminal } from '../../ui/terminal.ts';
import { writeWhole } from '../../whole-file.ts';
import type { Graphics } from '../graphics/graphics.ts';
import { annotate, drawBoxes } from './annotate.ts';
import { type Boxes, boxesOn } from './boxes.ts';
import { boxLines, headingOf, legendLines } from './lines.ts';
import { type Drawable, openPagePicture, type PagePicture } from './picture.ts';
import { type Overlay, showInTerminal } from './terminal-picture.ts';

/** What is wanted of a page. */
export interface PageWish {
  readonly number: number;
  /** Where to write it as PNG; `-` for standard output. */
  readonly png: string | undefined;
  readonly graphics: Graphics | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** 150 pixels an inch: print of 6 points is readable. */
const PNG_SCALE = 150 / 72;
/** Pixels of a PNG at most. */
const MAX_PIXELS = 24_000_000;

/** Shows one page with the boxes of what was read from it: as PNG, in the terminal, or as text where it has no pictures. */
export async function showPage(
  entry: Entry,
  document: Pick<Drawable, 'bytes' | 'passwords'>,
  wish: PageWish,
  { out, err }: { readonly out: Terminal; readonly err: Terminal },
): Promise<void> {
  const { summary, record } = entry;
  const file = printable(summary.file);
  const boxes = boxesOn(record, wish.number);
  const page = await openPagePicture({ file, record, ...document }, wish.number);
  const title = headingOf(entry, page, boxes);
  const overlay = overlayOf(boxes, title);
  try {
    if (wish.png !== undefined) await writePng(page, overlay, wish.png, wish.quiet, { out, err });
    if (wish.json) await out.line(JSON.stringify(jsonOf(entry, page, boxes)));
    else if (wish.png === undefined || (wish.graphics !== undefined && wish.png !== '-')) {
      await out.line(`  ${title}`);
      const shown = await showInTerminal(page, overlay, wish.graphics, out);
      const coloured = shown !== null && (shown !== 'blocks' || out.colourBits >= 8);
      for (const line of legendLines(boxes, out, coloured)) await out.line(line);
      if (shown === null || shown === 'blocks') for (const line of boxLines(boxes, out)) await out.line(line);
      if (shown === null && !wish.quiet)
        await err.line(err.tint('dim', '  --png FILE writes the page with these boxes as a picture.'));
    }
  } finally {
    await page.close();
  }
}

/** Of the invoices in the file of `entry` the one that has page `number`; `entry` itself where none has. */
export async function entryOnPage(records: RecordQuery, entry: Entry, number: number): Promise<Entry> {
  const { document, parts } = entry.summary;
  if (parts === 1) return entry;
  const invoices = await records.list({ documents: [document] });
  const there = invoices.find(
    ({ firstPage, pages }) => firstPage !== null && number >= firstPage && number < firstPage + (pages ?? 0),
  );
  return there === undefined ? entry : ((await records.get(there.id)) ?? entry);
}

/** One page of a document with the boxes of what was read from it, as PNG. */
export async function pagePng(entry: Entry, document: Drawable, number: number): Promise<Uint8Array> {
  const boxes = boxesOn(document.record, number);
  const page = await openPagePicture(document, number);
  try {
    return await pngOf(page, overlayOf(boxes, headingOf(entry, page, boxes)));
  } finally {
    await page.close();
  }
}

const overlayOf = (boxes: Boxes, title: string): Overlay => ({
  annotate: (page, scale) => annotate(page, boxes, scale, title),
  mark: (context, scale) => drawBoxes(context, boxes, scale, 1),
});

/** Writes a page with what is drawn over it as PNG; `-` is standard output. */
export async function writePng(
  page: PagePicture,
  overlay: Overlay,
  file: string,
  quiet: boolean,
  { out, err }: { readonly out: Terminal; readonly err: Terminal },
): Promise<void> {
  const png = await pngOf(page, overlay);
  if (file === '-') return out.write(png);
  await writeWhole(file, oneChunk(png));
  if (!quiet) await err.line(`  page ${page.number} of ${page.of} drawn into ${printable(file)}`);
}

/** A page with what is drawn over it, as PNG at 150 pixels an inch. */
async function pngOf(page: PagePicture, overlay: Overlay): Promise<Uint8Array> {
  const scale = Math.min(PNG_SCALE, Math.sqrt(MAX_PIXELS / (page.width * page.height)));
  const canvas = await overlay.annotate(await page.draw(scale), scale);
  return canvas.encode('png');
}

/** Bytes as `writeWhole` takes them. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function jsonOf({ summary }: Entry, { number, of, width, height }: PagePicture, { places, lines }: Boxes): unknown {
  return {
    document: summary.id,
    file: summary.file,
    page: number,
    pages: of,
    width,
    height,
    boxes: places.flatMap(({ values }) => values),
    lines: lines.map(({ index, box, values }) => ({ field: `lines[${index}]`, box, boxes: values })),
  };
}

/** The number of a page that a person gave. Throws `USAGE`. */
export function pageNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvoicectlError('USAGE', `"${printable(text)}" is no page: the first is 1.`);
}
