import { workerData } from 'piscina';
import { InvoicectlError } from '../../core/errors.ts';
import { loadPdfjs } from '../open/pdfjs.ts';
import { processDocument } from '../process.ts';
import { readersOf } from '../readers.ts';
import type { PageBegun, ThreadResult, ThreadSettings, ThreadTask } from './messages.ts';

const settings: ThreadSettings = workerData;
const readers = readersOf(settings);

// Begun before the first document comes, while the main thread opens the home folder. Should it fail, reading does too.
loadPdfjs().catch(() => undefined);

/** Reads one document. Failures that are foreseen become data. */
export async function read({ bytes, file, skipPages, progress }: ThreadTask): Promise<ThreadResult> {
  try {
    const onPage = (page: number, of: number) => progress.postMessage({ page, of } satisfies PageBegun);
    onPage(0, 0);
    const record = await processDocument(bytes, { file, passwords: settings.passwords, skipPages, onPage }, readers);
    return { ok: true, record };
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    return { ok: false, code: error.code, message: error.message, hint: error.hint };
  } finally {
    progress.close();
  }
}
