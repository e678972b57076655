import { InvoicectlError } from '../core/errors.ts';
import type { OpenedDocument, Page } from '../core/page.ts';
import type { Reader, Readings } from '../core/reading.ts';
import type { InvoiceRecord } from '../core/record.ts';
import { decide, fuse } from './fuse/fuse.ts';
import { joinModel } from './fuse/join-model.ts';
import { mendReadings } from './fuse/mend.ts';
import { type OpenOptions, openDocument } from './open.ts';
import { rasterizerFor } from './recognize/rasterizer.ts';
import { type Recognition, recognize } from './recognize/recognize.ts';
import { type PageRange, partOf } from './split/part.ts';
import { splitDocument } from './split/split.ts';
import type { Drawing, Vision } from './vision/vision.ts';

/** How a document is read. */
export interface ReadOptions extends OpenOptions {
  /** `null`: no page is read off its picture. */
  readonly recognition: Recognition | null;
  /** `null`: no model looks at the pages. */
  readonly vision?: Vision | null;
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
 * something, and fused into one record; where a vision model is at hand, it is asked for what that leaves open. At least
 * one comes out. `readers` come in order of trust.
 */
export async function processDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: readonly Reader[],
): Promise<readonly InvoiceRecord[]> {
  const records: InvoiceRecord[] = [];
  const { document: opened, turnOf } = await openWords(bytes, options);
  options.onWords?.(opened);
  const { vision, passwords } = options;
  const { kind } = opened;
  for (const part of splitDocument(opened)) {
    const readings = await readPart(part, readers);
    if (vision == null || kind === 'xml') records.push(await fuseRead(part, readings));
    else {
      const open = () => rasterizerFor(kind, bytes, passwords);
      records.push(await withModel(part, readings, vision, { open, turnOf }));
    }
  }
  return records;
}

async function fuseRead(document: OpenedDocument, readings: readonly Readings[]): Promise<InvoiceRecord> {
  if (readings.length === 0) throw nothingToRead(document);
  return fuse(document, readings);
}

/** The record of a document with what the vision model says of what the other readers leave open. */
async function withModel(
  document: OpenedDocument,
  readings: readonly Readings[],
  vision: Vision,
  drawing: Drawing,
): Promise<InvoiceRecord> {
  const record = readings.length === 0 ? null : await fuse(document, readings);
  const known = record && { record, decided: decide(document, readings) };
  const { lookAt } = await import('./vision/look.ts');
  const { readings: seen, problems } = await lookAt(document, known, vision, drawing);
  if (seen === null) {
    if (record === null) throw nothingToRead({ ...document, problems: [...document.problems, ...problems] });
    return { ...record, problems: [...record.problems, ...problems] };
  }
  const whole = { ...document, problems: [...document.problems, ...problems] };
  const { all, settled } = joinModel(readings, seen, record);
  return fuse(whole, all, undefined, settled);
}

/**
 * The journey of one invoice up to where its readings are fused; without `pages` the whole file is taken for one. The
 * model is not asked; `needed`: whether there has to be something to read without it.
 */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: readonly Reader[],
  pages?: PageRange,
  needed = true,
): Promise<ReadDocument> {
  const { document: opened } = await openWords(bytes, pages === undefined ? options : { ...options, only: pages });
  const document = pages === undefined ? opened : partOf(opened, pages);
  const readings = await readPart(document, readers);
  if (readings.length === 0 && needed) throw nothingToRead(document);
  return { document, readings };
}

async function readPart(document: OpenedDocument, readers: readonly Reader[]): Promise<readonly Readings[]> {
  const readings: Readings[] = [];
  for (const reader of readers) {
    const read = await reader.read(document);
    if (read !== null) readings.push(await mendReadings(read));
  }
  return readings;
}

/** A document with the words of its pages, and how the picture of each lies to them. */
export interface Opened extends Pick<Drawing, 'turnOf'> {
  readonly document: OpenedDocument;
}

/** A document with the words of its text layers and of its pictures. */
async function seenDocument(bytes: Uint8Array, { recognition, ...options }: ReadOptions): Promise<Opened> {
  const opened = await openDocument(bytes, options);
  const { kind } = opened;
  const document =
    recognition === null || kind === 'xml'
      ? opened
      : await recognize(opened, () => rasterizerFor(kind, bytes, options.passwords), recognition);
  const drawn = new Map(opened.pages.map(({ number, rotation }) => [number, rotation]));
  const turnOf = ({ number, rotation }: Page) => (rotation - (drawn.get(number) ?? rotation) + 360) % 360;
  return { document, turnOf };
}

/**
 * Opens a document: the words of its text layers and of its pictures. Characters without meaning are no words: such a
 * page is read as if it had none.
 */
export async function openWords(bytes: Uint8Array, options: ReadOptions): Promise<Opened> {
  const { document, turnOf } = await seenDocument(bytes, options);
  const pages = document.pages.map((page) =>
    page.textLayer === 'garbage' && page.ocr === null ? { ...page, words: [] } : page,
  );
  return { document: { ...document, pages }, turnOf };
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
