import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { InvoicectlError } from '../core/errors.ts';
import { type OpenedDocument, type Page, type Problem, wordlessPage } from '../core/page.ts';
import { type Pinned, readAttachments } from './open/attachments.ts';
import { countedPages } from './open/counted-pages.ts';
import { LIMITS, type Limits } from './open/limits.ts';
import { readPage } from './open/page.ts';
import { loadPdfjs, type Pdfjs, startOpening } from './open/pdfjs.ts';
import { isImage, sniff } from './sniff.ts';

/** How a document is opened. */
export interface OpenOptions {
  /** Base name of the file, for messages. */
  readonly file?: string;
  /** Tried in turn, after none at all. */
  readonly passwords?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Pages whose reading was stopped before: they are not read again, and reported. */
  readonly skipPages?: readonly number[];
  /** Only these pages are read; the others come out without words. */
  readonly only?: { readonly first: number; readonly last: number };
  /** Called before each page is read. */
  readonly onPage?: (number: number, total: number) => void;
}

/**
 * Takes a document apart: pages of words, attachments, metadata. A bare XML file has no pages and is its own attachment;
 * the pages of an image file have no words yet.
 */
export async function openDocument(bytes: Uint8Array, options: OpenOptions = {}): Promise<OpenedDocument> {
  const { file = 'the file' } = options;
  const limit = options.limits?.bytes ?? LIMITS.bytes;
  if (bytes.length === 0) throw new InvoicectlError('INPUT_EMPTY', `${file} has no bytes.`);
  if (bytes.length > limit) {
    throw new InvoicectlError(
      'INPUT_TOO_LARGE',
      `${file} has ${megabytes(bytes.length)} MB; the limit is ${megabytes(limit)} MB.`,
    );
  }
  const type = sniff(bytes);
  if (isImage(type)) {
    const { openImage } = await import('./images/open.ts');
    return openImage(bytes, { ...options, maxPages: options.limits?.pages ?? LIMITS.pages });
  }
  if (type === 'xml') {
    return {
      kind: 'xml',
      pages: [],
      attachments: [{ name: options.file ?? 'invoice.xml', bytes }],
      xmp: null,
      problems: [],
    };
  }
  return openPdf(bytes, options);
}

/** Takes a PDF apart into pages of words, and attachments. As many pages come out as go in. */
export async function openPdf(bytes: Uint8Array, options: OpenOptions = {}): Promise<OpenedDocument> {
  const limits = { ...LIMITS, ...options.limits };
  const pdfjs = await loadPdfjs();
  const { task, pdf } = await unlock(pdfjs, bytes, options);
  try {
    const total = pdf.numPages;
    if (total === 0) throw noPages(options.file);
    if (total > limits.pages) {
      throw new InvoicectlError(
        'PDF_TOO_MANY_PAGES',
        `${options.file ?? 'the file'} has ${total} pages; the limit is ${limits.pages}.`,
      );
    }
    const labels = await pdf.getPageLabels().catch(() => null);
    const skip = new Set(options.skipPages);
    const pages: Page[] = [];
    const problems: Problem[] = [];
    const pinned: Pinned[] = [];
    for (let number = 1; number <= total; number++) {
      options.onPage?.(number, total);
      const label = labels?.[number - 1] ?? null;
      if (options.only !== undefined && (number < options.only.first || number > options.only.last)) {
        pages.push(wordlessPage(number, {}, label));
        continue;
      }
      if (skip.has(number)) {
        problems.push({
          code: 'PAGE_TIMEOUT',
          message: `page ${number} took too long to read and is left out`,
          page: number,
        });
        pages.push(wordlessPage(number, {}, label));
        continue;
      }
      try {
        const { page, ...found } = await readPage(pdf, number, label, pdfjs.OPS);
        pages.push(page);
        pinned.push(...found.pinned);
        problems.push(...found.problems);
        if (Math.max(page.width, page.height) > limits.pageSide) problems.push(tooLarge(page, limits));
      } catch (error) {
        problems.push({
          code: 'PAGE_DAMAGED',
          message: `page ${number} cannot be read (${reason(error)})`,
          page: number,
        });
        pages.push(wordlessPage(number, {}, label));
      }
    }
    const counted = countedPages(bytes);
    if (counted > total)
      problems.push({
        code: 'PAGE_DAMAGED',
        message: `the file counts ${counted} pages, of which ${total} can be found`,
      });
    // Some damaged files count a page that is not there.
    if (total === 1 && pages[0]?.width === 0 && problems[0]?.code === 'PAGE_DAMAGED') throw noPages(options.file);
    const attached = await readAttachments(pdf, pinned, limits);
    return {
      kind: 'pdf',
      pages,
      attachments: attached.attachments,
      xmp: await readXmp(pdf),
      problems: [...problems, ...attached.problems],
    };
  } finally {
    await task.destroy();
  }
}

/** Opens the file with the first password that fits. */
async function unlock(
  pdfjs: Pdfjs,
  bytes: Uint8Array,
  { file = 'the file', passwords = [] }: OpenOptions,
): Promise<{ task: PDFDocumentLoadingTask; pdf: PDFDocumentProxy }> {
  for (const password of new Set(['', ...passwords])) {
    const task = startOpening(pdfjs, bytes, password);
    try {
      return { task, pdf: await task.promise };
    } catch (error) {
      await task.destroy();
      if (error instanceof pdfjs.PasswordException) continue;
      throw damaged(file, bytes, error);
    }
  }
  const tried =
    passwords.length === 1
      ? 'the password given does not open it'
      : `none of the ${passwords.length} passwords opens it`;
  throw new InvoicectlError('PDF_ENCRYPTED', `${file} is encrypted${passwords.length === 0 ? '' : ` and ${tried}`}.`, {
    hint:
      passwords.length === 0
        ? 'Give its password with --password, or a file of passwords with --password-file.'
        : 'Give another with --password, or a file of passwords with --password-file.',
  });
}

function damaged(file: string, bytes: Uint8Array, cause: unknown): InvoicectlError {
  const text = (part: Uint8Array) => Buffer.from(part).toString('latin1');
  const what = !text(bytes.subarray(0, 1024)).includes('%PDF-')
    ? 'it does not begin like a PDF'
    : !text(bytes.subarray(-2048)).includes('%%EOF')
      ? 'the file ends too early'
      : `its structure is damaged beyond repair (${reason(cause)})`;
  return new InvoicectlError('PDF_DAMAGED', `${file} cannot be opened as a PDF: ${what}.`, {
    hint: 'Fetch it again from where it came; if a viewer opens it, print it to a new PDF and ingest that.',
    cause,
  });
}

function noPages(file = 'the file'): InvoicectlError {
  return new InvoicectlError('PDF_NO_PAGES', `${file} has no page.`);
}

async function readXmp(pdf: PDFDocumentProxy): Promise<string | null> {
  const { metadata } = await pdf.getMetadata().catch(() => ({ metadata: null }));
  const raw: unknown = metadata?.getRaw();
  return typeof raw === 'string' ? raw : null;
}

function tooLarge({ number, width, height }: Page, limits: Limits): Problem {
  return {
    code: 'PAGE_TOO_LARGE',
    message: `page ${number} is ${Math.round(width)} by ${Math.round(height)} points; the limit is ${limits.pageSide}`,
    page: number,
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}
