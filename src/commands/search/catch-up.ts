import type { Context } from '../../context.ts';
import { InvoicectlError } from '../../core/errors.ts';
import { count } from '../ui/format.ts';
import type { Terminal } from '../ui/terminal.ts';

/**
 * Brings the vectors that need no model up to what is stored: what an ingest that was killed left behind, and what was
 * removed. A fault of the index is said and goes no further: what is indexed is found, and words always are.
 */
export async function catchUp(context: Context, err: Terminal, quiet: boolean): Promise<void> {
  if (context.config.index === 'off') return;
  try {
    const library = await context.library();
    await library.follow();
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    if (quiet) return;
    await err.line(`  The index is not up to date: ${error.message}`);
    if (error.hint !== undefined) await err.line(`  ${error.hint}`);
  }
  if (quiet) return;
  const unread = await context.unread();
  if (unread > 0)
    await err.line(`  ${count(unread, 'document')} read without keeping words: invoicectl index makes up for it.`);
}
