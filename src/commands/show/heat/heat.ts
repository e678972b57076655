import type { Entry } from '../../../core/ports.ts';
import type { HeatMap } from '../../../core/vectors.ts';
import { printable, type Terminal } from '../../ui/terminal.ts';
import { type PageWish, writePng } from '../page/page.ts';
import { type Drawable, openPagePicture } from '../page/picture.ts';
import { showInTerminal } from '../page/terminal-picture.ts';
import { heatOverlay } from './paint.ts';

/** A heat map, and what was asked. */
export interface Heated {
  readonly question: string;
  readonly heat: HeatMap & { readonly encoder: string };
}

/** Draws a page with what is hot on it: into a PNG, and in the terminal where nothing else was asked for. */
export async function showHeat(
  entry: Entry,
  document: Pick<Drawable, 'bytes' | 'passwords'>,
  { question, heat }: Heated,
  wish: Omit<PageWish, 'number'>,
  { out, err }: { readonly out: Terminal; readonly err: Terminal },
): Promise<void> {
  const file = printable(entry.summary.file);
  const page = await openPagePicture({ file, record: entry.record, ...document }, heat.page);
  try {
    const title = `${file} · page ${page.number} of ${page.of} · ${printable(question)} · ${heat.encoder}`;
    const overlay = heatOverlay(heat, title);
    if (wish.png !== undefined) await writePng(page, overlay, wish.png, wish.quiet, { out, err });
    if (wish.json || (wish.png !== undefined && wish.graphics === undefined) || wish.png === '-') return;
    await out.line(`  ${title}`);
    const shown = await showInTerminal(page, overlay, wish.graphics, out);
    const hottest = heat.best
      .filter(({ token }) => token !== '')
      .map(({ token, score }) => `${token} ${score.toFixed(2)}`);
    await out.line(`  ${out.tint('dim', hottest.map(printable).join('   '))}`);
    if (shown === null && !wish.quiet)
      await err.line(err.tint('dim', '  --png FILE writes the page with its heat as a picture.'));
  } finally {
    await page.close();
  }
}
