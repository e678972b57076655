import { join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import type { Entry } from '../../core/ports.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { Reread } from '../../pipeline/explain/reread.ts';
import { uniqueStems } from '../export/stems.ts';
import { count } from '../ui/format.ts';
import { writeWhole } from '../whole-file.ts';
import { marksOf } from './marks.ts';
import { oneChunk, pagePng } from './page/page.ts';
import type { Drawable } from './page/picture.ts';
import { pageSvg } from './page-svg.ts';

/**
 * Draws each page of a document into a folder, and says what was written: as SVG with its words and all that was weighed,
 * and its picture as PNG with the boxes of its values. Throws `OUTPUT_NOT_WRITABLE`.
 */
export async function drawPages(
  entry: Entry,
  { reread, record, bytes, passwords }: Drawn,
  folder: string,
): Promise<readonly string[]> {
  const { summary } = entry;
  const { document, decided } = reread;
  const { pages } = document;
  if (pages.length === 0)
    throw new InvoicectlError('USAGE', `${summary.file} is bare XML: it has no page to draw.`, {
      hint: '--why explains its fields.',
    });
  const stem = uniqueStems([summary]).get(summary.id) ?? summary.id;
  const of = summary.parts === 1 ? `of ${pages.length}` : `· invoice ${summary.part} of ${summary.parts}`;
  const marks = marksOf(record, decided);
  // A page that could not be read has no size.
  const drawn = pages.filter(({ width, height }) => width > 0 && height > 0);
  const notes: string[] = [];
  for (const page of drawn) {
    const path = join(folder, `${stem}-page${page.number}`);
    const heading = `${summary.file} · page ${page.number} ${of} · ${record.verdict}`;
    await writeWhole(`${path}.svg`, [pageSvg(page, marks, heading)]);
    try {
      const png = await pagePng(entry, { file: summary.file, record, bytes, passwords }, page.number);
      await writeWhole(`${path}.png`, oneChunk(png));
    } catch (error) {
      if (error instanceof InvoicectlError && error.code === 'OUTPUT_NOT_WRITABLE') throw error;
      notes.push(`page ${page.number} has no picture: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const missing = pages.length - drawn.length;
  const done = `${count(drawn.length, 'page')} drawn into ${folder}${missing > 0 ? `; ${missing} could not be read` : ''}`;
  return [done, ...notes];
}

/** A document that was read again for drawing. */
interface Drawn extends Pick<Drawable, 'bytes' | 'passwords'> {
  readonly reread: Reread;
  readonly record: InvoiceRecord;
}
