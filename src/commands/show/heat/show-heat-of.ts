import type { Context } from '../../../context.ts';
import { ExitCode } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ports.ts';
import { catchUp } from '../../search/catch-up.ts';
import { heatJson } from '../../search/lines.ts';
import { printable, type Terminal } from '../../ui/terminal.ts';
import type { PageWish } from '../page/page.ts';
import type { Drawable } from '../page/picture.ts';
import { showHeat } from './heat.ts';

/** Shows what is hot on a page of a document for a question: `show ID --page N --heat WORDS`. */
export async function showHeatOf(
  context: Context,
  entry: Entry,
  document: Pick<Drawable, 'bytes' | 'passwords'>,
  question: string,
  { number, ...wish }: PageWish,
  terminals: { readonly out: Terminal; readonly err: Terminal },
): Promise<ExitCode> {
  const { out, err } = terminals;
  await catchUp(context, err, wish.quiet);
  const key = { document: entry.summary.document, page: number };
  const heat = await (await context.library(document.passwords)).heat(question, key);
  if (heat === null) {
    if (!wish.quiet)
      await err.line(`  Page ${number} of ${printable(entry.summary.file)} is not indexed: invoicectl index does it.`);
    return ExitCode.ok;
  }
  if (wish.json)
    await out.line(JSON.stringify({ file: entry.summary.file, id: entry.summary.id, ...key, heat: heatJson(heat) }));
  await showHeat(entry, document, { question, heat }, wish, terminals);
  return ExitCode.ok;
}
