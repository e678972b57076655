import { InvoicectlError } from '../core/errors.ts';
import type { OpenedDocument } from '../core/page.ts';
import type { Reader, Readings } from '../core/reading.ts';
import type { InvoiceRecord } from '../core/record.ts';
import { fuse } from './fuse/fuse.ts';
import { mendReadings } from './fuse/mend.ts';
import { type OpenOptions, openDocument } from './open.ts';
import { rasterizerFor } from './recognize/rasterizer.ts';
import { type Recognition, recognize } from './recognize/recognize.ts';
import { type PageRange, partOf } from './split/part.ts';
import { splitDocument } from './split/split.ts';

/** How a document is read. */
export interface ReadOptions extends OpenOptions {
  /** `null`: no page is read off its picture. */
  readonly recognition: Recognition | null;
  /** Given the document with the words of all its pages, before anything is read from them. */
  readonly onWords?: (document: OpenedDocument) => void;
}

/** A document with what every reader that found something in it says. */
export interface ReadDocument {
  readonly document: OpenedDocument;
  readonly readings: readonly Readings[];
}

/**
 * One document's journey: its bytes are opened, split into invoices, each of them read by every reader that finds
 * something, and fused into one record. At least one comes out. `readers` come in order of trust.
 */
export async function processDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: readonly Reader[],
): Promise<readonly InvoiceRecord[]> {
  const records: InvoiceRecord[] = [];
  const opened = await openWords(bytes, options);
  options.onWords?.(opened);
  for (const part of splitDocument(opened)) {
    const { document, readings } = await readPart(part, readers);
    records.push(await fuse(document, readings));
  }
  return records;
}

/** The journey of one invoice up to where its readings are fused; without `pages` the whole file is taken for one. */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: readonly Reader[],
  pages?: PageRange,
): Promise<ReadDocument> {
  if (pages === undefined) return readPart(await openWords(bytes, options), readers);
  return readPart(partOf(await openWords(bytes, { ...options, only: pages }), pages), readers);
}

async function readPart(document: OpenedDocument, readers: readonly Reader[]): Promise<ReadDocument> {
  const readings: Readings[] = [];
  for (const reader of readers) {
    const read = await reader.read(document);
    if (read !== null) readings.push(await mendReadings(read));
  }
  if (readings.length === 0) throw nothingToRead(document);
  return { document, readings };
}

/** A document with the words of its text layers and of its pictures. */
async function seenDocument(bytes: Uint8Array, { recognition, ...options }: ReadOptions): Promise<OpenedDocument> {
  const document = await openDocument(bytes, options);
  if (recognition === null || document.kind === 'xml') return document;
  const { kind } = document;
  return recognize(document, () => rasterizerFor(kind, bytes, options.passwords), recognition);
}

/**
 * Opens a document: the words of its text layers and of its pictures. Characters without meaning are no words: such a
 * page is read as if it had none.
 */
async function openWords(bytes: Uint8Array, options: ReadOptions): Promise<OpenedDocument> {
  const document = await seenDocument(bytes, options);
  return {
    ...document,
    pages: document.pages.map((page) =>
      page.textLayer === 'garbage' && page.ocr === null ? { ...page, words: [] } : page,
    ),
  };
}

/** Why a document without any words is none: it is blank, it was damaged, or its pictures were not looked at. */
function nothingToRead({ pages, problems, kind }: OpenedDocument): InvoicectlError {
  if (pages.length > 0 && pages.every(({ ocr }) => ocr !== null)) {
    const where = pages.length === 1 ? 'its page' : `any of its ${pages.length} pages`;
    return new InvoicectlError('PAGE_NO_TEXT', `no print was found on ${where}`, {
      hint: 'If a person can read it, scan or photograph it again: straight, in focus and near enough.',
    });
  }
  const [problem] = problems;
  if (problem !== undefined)
    return new InvoicectlError(
      kind === 'image' ? 'IMAGE_DAMAGED' : 'PDF_DAMAGED',
      `no readable page: ${problem.message}`,
    );
  if (kind === 'xml') return new InvoicectlError('XML_UNSUPPORTED', 'the XML is no invoice in CII or UBL');
  const which = pages.length === 1 ? 'its page has no' : `none of its ${pages.length} pages has a`;
  const garbage = pages.some(({ textLayer }) => textLayer === 'garbage');
  return new InvoicectlError(
    'PAGE_NO_TEXT',
    `${which} usable text layer${garbage ? ': the fonts have no usable encoding' : ''}, and its pictures were not read`,
    { hint: 'Ingest it again with --ocr auto, which reads pages off their pictures.' },
  );
}
