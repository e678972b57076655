import type { Canvas } from '@napi-rs/canvas';
import { InvoicectlError } from '../../../core/errors.ts';
import type { Rasterizer } from '../../../core/raster.ts';
import type { InvoiceRecord } from '../../../core/record.ts';
import { LIMITS } from '../../../pipeline/open/limits.ts';
import { openDocument } from '../../../pipeline/open.ts';
import { rasterizerFor } from '../../../pipeline/recognize/rasterizer.ts';
import { count } from '../../ui/format.ts';
import { upright } from './upright.ts';

/** A document whose pages are drawn. */
export interface Drawable {
  /** Base name, for messages. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly passwords: readonly string[];
  /** `null`: nothing could be read, but there may be something to see. */
  readonly record: InvoiceRecord | null;
}

/** One page, ready to be drawn at any size. Whoever opens it closes it. */
export interface PagePicture {
  readonly number: number;
  /** How many pages the document has. */
  readonly of: number;
  /** Points, as the record sees the page. */
  readonly width: number;
  /** Points. */
  readonly height: number;
  /** Draws it at `scale` pixels a point. `from`: drawn so many times larger first, for pictures smaller than print. */
  draw(scale: number, from?: number): Promise<Canvas>;
  close(): Promise<void>;
}

/** Opens page `number` of a document. Throws `USAGE` where there is none, and what keeps the file from being opened. */
export async function openPagePicture(document: Drawable, number: number): Promise<PagePicture> {
  const { file, bytes, passwords, record } = document;
  const known = record?.pages.find((page) => page.number === number);
  // Of the file itself only the one page is looked at, and not even that where reading it took too long.
  const skipPages = Array.from({ length: LIMITS.pages }, (_, i) => i + 1).filter(
    (other) => other !== number || known?.width === 0,
  );
  const opened = await openDocument(bytes, { file, passwords, skipPages });
  const of = opened.pages.length;
  const own = opened.pages[number - 1];
  if (opened.kind === 'xml' || own === undefined) throw noSuchPage(file, number, of);
  const rasterizer = await rasterizerFor(opened.kind, bytes, passwords);
  const size = await sizeOf(known ?? own, rasterizer, number);
  const turn = known === undefined || own.width === 0 ? 0 : (known.rotation - own.rotation + 360) % 360;
  return {
    number,
    of,
    ...size,
    async draw(scale, from = 1) {
      const picture = await rasterizer.page(number, { dpi: scale * from * 72, channels: 4 });
      return upright(picture, { ...size, turn, skew: known?.skew ?? 0, scale });
    },
    close: () => rasterizer.close(),
  };
}

/** Points of a page; where it could not be read and has none, those of its picture. */
async function sizeOf(
  page: { readonly width: number; readonly height: number },
  rasterizer: Rasterizer,
  number: number,
): Promise<{ readonly width: number; readonly height: number }> {
  if (page.width > 0 && page.height > 0) return { width: page.width, height: page.height };
  const { width, height, dpi } = await rasterizer.page(number, { dpi: 36, channels: 1 });
  return { width: (width * 72) / dpi, height: (height * 72) / dpi };
}

function noSuchPage(file: string, number: number, of: number): InvoicectlError {
  return of === 0
    ? new InvoicectlError('USAGE', `${file} is bare XML: it has no page to draw.`, {
        hint: '--why explains its fields.',
      })
    : new InvoicectlError('USAGE', `${file} has ${count(of, 'page')}, so there is no page ${number}.`);
}
