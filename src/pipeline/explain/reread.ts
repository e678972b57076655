import type { OpenedDocument, Page } from '../../core/page.ts';
import type { Reader, Readings } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { Assessed } from '../fuse/confidence.ts';
import { type Decided, decide, fuse } from '../fuse/fuse.ts';
import { joinModel } from '../fuse/join-model.ts';
import { NOTHING_SETTLED } from '../fuse/settled.ts';
import { accountRows } from '../layout/accounts.ts';
import { castParties } from '../layout/parties.ts';
import type { Roles } from '../layout/roles.ts';
import { type Announced, announcedOf } from '../layout/spots.ts';
import { readLineItems } from '../layout/table/line-items.ts';
import { viewOf } from '../layout/view.ts';
import { keepEngine } from '../ocr/engines.ts';
import type { OpenOptions } from '../open.ts';
import { type ReadDocument, readDocument } from '../process.ts';
import { readersOf } from '../readers.ts';
import { storedModel } from './stored-model.ts';

/** A document read once more, with all that its record keeps nothing of. Reading is deterministic. */
export interface Reread {
  readonly document: OpenedDocument;
  readonly readings: readonly Readings[];
  readonly decided: Decided;
  /** What this reading makes of the document: the stored record, unless another version or a person wrote that. */
  readonly record: InvoiceRecord;
  /** What the probability of each field rests on. */
  readonly assessed: readonly Assessed[];
  /** The labels on its pages, with what they announce. */
  readonly announced: readonly Announced[];
  /** Who was weighed as seller and as buyer. */
  readonly roles: Roles;
}

/**
 * Reads a document again as it was read for `stored`: the same pages by the same readers, without those that were left
 * out. What the vision model said is taken from `stored`.
 */
export async function reread(
  bytes: Uint8Array,
  stored: InvoiceRecord,
  options: Pick<OpenOptions, 'file' | 'passwords'>,
): Promise<Reread> {
  const eInvoices = stored.readers.includes('xml');
  const { document, readings: own } = await readAgain(bytes, stored, options, readersOf({ eInvoices }));
  const seen = storedModel(stored);
  const without = seen === null || own.length === 0 ? null : await fuse(document, own);
  const { all: readings, settled } =
    seen === null ? { all: own, settled: NOTHING_SETTLED } : joinModel(own, seen, without);
  let assessed: readonly Assessed[] = [];
  const observe = (all: readonly Assessed[]) => {
    assessed = all;
  };
  const record = await fuse(document, readings, observe, settled);
  const view = viewOf(document);
  const announced = announcedOf(view);
  const { roles } = castParties(view, announced, accountRows(view, announced), readLineItems(view));
  return { document, readings, decided: decide(document, readings, settled), record, assessed, announced, roles };
}

/** The same pages are read off their pictures, by the same engine, and the same are left out: those have no size. */
async function readAgain(
  bytes: Uint8Array,
  stored: InvoiceRecord,
  options: Pick<OpenOptions, 'file' | 'passwords'>,
  readers: readonly Reader[],
): Promise<ReadDocument> {
  const needed = !stored.readers.includes('model');
  const pages = { first: stored.pages[0]?.number ?? 1, last: stored.pages.at(-1)?.number ?? 1 };
  const timedOut = stored.problems.flatMap(({ code, page }) => (code === 'PAGE_TIMEOUT' ? (page ?? []) : []));
  const skipPages = timedOut.filter((page) => stored.pages.some(({ number, width }) => number === page && width === 0));
  const engines = new Map(stored.pages.flatMap(({ number, ocr }) => (ocr === null ? [] : [[number, ocr]])));
  const [name] = engines.values();
  if (name === undefined)
    return readDocument(bytes, { ...options, skipPages, recognition: null }, readers, pages, needed);
  const engine = keepEngine(name);
  try {
    const recognition = { wants: ({ number }: Page) => engines.has(number), engine: engine.open };
    return await readDocument(bytes, { ...options, skipPages, recognition }, readers, pages, needed);
  } finally {
    await engine.close();
  }
}
