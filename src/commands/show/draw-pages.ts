import { join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import type { Summary } from '../../core/ports.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { Reread } from '../../pipeline/explain/reread.ts';
import { uniqueStems } from '../export/stems.ts';
import { count } from '../ui/format.ts';
import { writeWhole } from '../whole-file.ts';
import { marksOf } from './marks.ts';
import { pageSvg } from './page-svg.ts';

/** Draws each page of a document as SVG into a folder, and says what was written. Throws `OUTPUT_NOT_WRITABLE`. */
export async function drawPages(
  summary: Summary,
  record: InvoiceRecord,
  { document, decided }: Reread,
  folder: string,
): Promise<readonly string[]> {
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
  for (const page of drawn) {
    const heading = `${summary.file} · page ${page.number} ${of} · ${record.verdict}`;
    await writeWhole(join(folder, `${stem}-page${page.number}.svg`), [pageSvg(page, marks, heading)]);
  }
  const missing = pages.length - drawn.length;
  return [`${count(drawn.length, 'page')} drawn into ${folder}${missing > 0 ? `; ${missing} could not be read` : ''}`];
}
