import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode } from '../../core/errors.ts';
import type { OcrMode } from '../../core/ocr.ts';
import type { PageText } from '../../core/page-text.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { VisionBudget, VlmMode } from '../../core/vision.ts';

/** What a thread is told once, at its start. */
export interface ThreadSettings {
  readonly passwords: readonly string[];
  /** Whether e-invoices inside the files are read. */
  readonly eInvoices: boolean;
  /** Which pages are read off their pictures. */
  readonly ocr: OcrMode;
  /** Name of the engine that reads them, see `pipeline/ocr/engines.ts`. */
  readonly ocrEngine: string;
  /** Whether the words of pages are wanted too, for search. */
  readonly words: boolean;
  /** MiB of the process from which on a thread that has read pictures ends itself before the next document. */
  readonly memoryMb: number;
}

/** The vision model, asked from a thread. It lives elsewhere: there is one of it for all threads. */
export interface FarVision {
  readonly mode: Exclude<VlmMode, 'off'>;
  /** Name of the reader, kept with what it read. */
  readonly name: string;
  /** What a page may cost. */
  readonly budget: VisionBudget;
  /** Whether places can be asked for on the same line. */
  readonly finds: boolean;
  /** Where it is asked, see `core/vision-line.ts`. */
  readonly line: MessagePort;
}

/** Exit code of a thread that ends itself: its task is for another. */
export const RETIRED = 75;

/** One document to read. */
export interface ThreadTask {
  /** Handed over: gone where it came from. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Base name of the file, for messages. */
  readonly file: string;
  /** Pages that stopped a thread before, and are left out. */
  readonly skip: Readonly<Record<Stage, readonly number[]>>;
  /** Not 0 once the work is to end. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  /** Told the page that is begun, and how many there are. */
  readonly progress: MessagePort;
  /** `null`: no model looks at the pages. */
  readonly vision: FarVision | null;
}

/** What is done with a page: its text layer is read, or its picture, or it is shown to the vision model. */
export type Stage = 'text' | 'picture' | 'model';

/** The page that is begun now, 1 for the first, of how many; page 0 when opening the file is begun. */
export interface PageBegun {
  readonly stage: Stage;
  readonly page: number;
  readonly of: number;
}

/** What was read of a document. */
export interface DocumentRead {
  /** One an invoice, at least one. */
  readonly records: readonly InvoiceRecord[];
  /** The words of its pages, where they were wanted. */
  readonly pages?: readonly PageText[] | undefined;
}

/** Foreseen failures cross the thread's border as data: an error object would lose its code and hint. */
export type ThreadResult =
  | ({ readonly ok: true } & DocumentRead)
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };
