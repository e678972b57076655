import type { OpenedDocument } from '../../core/page.ts';
import type { Readings } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { type Decided, decide, fuse } from '../fuse/fuse.ts';
import type { Announced } from '../layout/spots.ts';
import { announcedOf } from '../layout/spots.ts';
import { viewOf } from '../layout/view.ts';
import type { OpenOptions } from '../open.ts';
import { readDocument } from '../process.ts';
import { readersOf } from '../readers.ts';

/** A document read once more, with all that its record keeps nothing of. Reading is deterministic. */
export interface Reread {
  readonly document: OpenedDocument;
  readonly readings: readonly Readings[];
  readonly decided: Decided;
  /** What this reading makes of the document: the stored record, unless another version or a person wrote that. */
  readonly record: InvoiceRecord;
  /** The labels on its pages, with what they announce. */
  readonly announced: readonly Announced[];
}

/** Reads a document again as it was read for `record`: by the same readers, without the pages that were left out. */
export async function reread(
  bytes: Uint8Array,
  stored: InvoiceRecord,
  options: Pick<OpenOptions, 'file' | 'passwords'>,
): Promise<Reread> {
  const skipPages = stored.problems.flatMap(({ code, page }) => (code === 'PAGE_TIMEOUT' && page ? [page] : []));
  const eInvoices = stored.readers.includes('xml');
  const { document, readings } = await readDocument(bytes, { ...options, skipPages }, readersOf({ eInvoices }));
  return {
    document,
    readings,
    decided: decide(document, readings),
    record: await fuse(document, readings),
    announced: announcedOf(viewOf(document)),
  };
}
