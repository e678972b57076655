import { workerData } from 'piscina';
import { InvoicectlError } from '../../core/errors.ts';
import type { OpenedDocument } from '../../core/page.ts';
import { type PageText, packPage } from '../../core/page-text.ts';
import { keepEngine } from '../ocr/engines.ts';
import { loadPdfjs } from '../open/pdfjs.ts';
import { processDocument } from '../process.ts';
import { readersOf } from '../readers.ts';
import { pagesWanted } from '../recognize/wanted.ts';
import { type AskedVision, askFrom } from './asked-vision.ts';
import {
  type PageBegun,
  RETIRED,
  type Stage,
  type ThreadResult,
  type ThreadSettings,
  type ThreadTask,
} from './messages.ts';

const settings: ThreadSettings = workerData;
const readers = readersOf(settings);

// Begun before the first document comes, while the main thread opens the home folder. Should it fail, reading does too.
loadPdfjs().catch(() => undefined);

/** Held for as long as the thread lives: loading its models takes as long as a page. */
const engine = keepEngine(settings.ocrEngine);

/** Whether this thread has read pictures, and so holds what the engine keeps of them. */
let seasoned = false;

/** Reads one document. Failures that are foreseen become data. */
export async function read({ bytes, file, skip, stop, progress, vision: far }: ThreadTask): Promise<ThreadResult> {
  // What an engine has taken it never gives back, and each new size of picture adds to it. A fresh thread begins small.
  if (seasoned && process.memoryUsage.rss() > settings.memoryMb * 2 ** 20) process.exit(RETIRED);
  let vision: AskedVision | null = null;
  try {
    const begun = (stage: Stage) => (page: number, of: number) =>
      progress.postMessage({ stage, page, of } satisfies PageBegun);
    const onPage = begun('text');
    onPage(0, 0);
    const seen = (page: number, of: number) => {
      seasoned = true;
      begun('picture')(page, of);
    };
    const wants = pagesWanted(settings.ocr);
    const stopped = () => Atomics.load(stop, 0) !== 0;
    const recognition = wants && { wants, engine: engine.open, skip: skip.picture, stopped, onPage: seen };
    let pages: readonly PageText[] | undefined;
    const onWords = (document: OpenedDocument) => {
      if (settings.words) pages = document.pages.map(packPage);
    };
    vision = far && askFrom(far, { skip: skip.model, stopped, onPage: begun('model') });
    const options = {
      file,
      passwords: settings.passwords,
      skipPages: skip.text,
      onPage,
      recognition,
      onWords,
      vision: vision?.vision ?? null,
    };
    const records = await processDocument(bytes, options, readers);
    return { ok: true, records, pages };
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    return { ok: false, code: error.code, message: error.message, hint: error.hint };
  } finally {
    vision?.close();
    progress.close();
  }
}
