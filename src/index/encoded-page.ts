import { crc32 } from 'node:zlib';
import { InvoicectlError } from '../core/errors.ts';
import type { Box } from '../core/geometry.ts';
import type { PageVectors } from '../core/vectors.ts';
import { coarseCodes } from './coarse.ts';
import type { ByteRows } from './kernels/kernel.ts';
import { byteRows, codeBytes, signCodes } from './quantise.ts';
import type { PageEntry } from './table.ts';

/** A page as a segment stores it: its entry in the table, and its part of every section. */
export interface EncodedPage extends PageEntry {
  readonly parts: {
    readonly codes: Uint8Array;
    readonly coarse: Uint8Array;
    readonly bytes: Uint8Array;
    readonly boxes: Uint8Array;
    readonly floats: Uint8Array;
  };
}

/**
 * A page's vectors as they are stored. Rows of zeros count for nothing, so they are left out. Refuses what is no number
 * and what is not of the index's width.
 */
export function encodePage(vectors: PageVectors, dim: number, keepFloats: boolean): EncodedPage {
  if (vectors.dim !== dim) throw unfit(`they are ${vectors.dim} wide and not ${dim}`);
  if (vectors.data.length !== vectors.boxes.length * dim) throw unfit('not every row has a place on the page');
  const rows = rowsThatCount(vectors);
  const data = rows.length === vectors.boxes.length ? vectors.data : picked(vectors, rows);
  const codes = signCodes({ dim, data });
  const coarse = coarseCodes(codes, codeBytes(dim));
  const bytes = bytesOf(byteRows({ dim, data }));
  const placed = rows.map((row) => vectors.boxes[row] ?? null);
  const extent = extentOf(placed);
  const boxes = packBoxes(placed, extent);
  // a copy: the caller may use its numbers again before they are written
  const floats = keepFloats ? new Uint8Array(data.slice().buffer) : new Uint8Array(0);
  return {
    rows: rows.length,
    coarseRows: coarse.length / codeBytes(dim),
    extent,
    checksums: { bytes: crc32(bytes), boxes: crc32(boxes), floats: crc32(floats) },
    parts: { codes, coarse, bytes, boxes, floats },
  };
}

function unfit(why: string): InvoicectlError {
  return new InvoicectlError('VECTORS_UNFIT', `The vectors of a page cannot be indexed: ${why}.`, {
    hint: 'Check the model with "invoicectl models verify".',
  });
}

function rowsThatCount({ dim, data }: PageVectors): readonly number[] {
  const rows: number[] = [];
  for (let at = 0; at < data.length; at += dim) {
    let sum = 0;
    for (let i = at; i < at + dim; i += 1) sum += Math.abs(data[i] ?? 0);
    if (!Number.isFinite(sum)) throw unfit(`row ${at / dim + 1} has a value that is no number`);
    if (sum > 0) rows.push(at / dim);
  }
  return rows;
}

function picked({ dim, data }: PageVectors, rows: readonly number[]): Float32Array {
  const kept = new Float32Array(rows.length * dim);
  for (const [to, from] of rows.entries()) kept.set(data.subarray(from * dim, (from + 1) * dim), to * dim);
  return kept;
}

function bytesOf({ scales, codes }: ByteRows): Uint8Array {
  const out = new Uint8Array(scales.byteLength + codes.length);
  out.set(new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength));
  out.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.length), scales.byteLength);
  return out;
}

/** The rows in the bytes of a page. */
export function byteRowsIn(bytes: Uint8Array, rows: number, dim: number): ByteRows {
  const scales = new Float32Array(bytes.buffer, bytes.byteOffset, rows);
  return { dim, scales, codes: new Int8Array(bytes.buffer, bytes.byteOffset + rows * 4, rows * dim) };
}

const STEPS = 0xffff;

function extentOf(boxes: readonly (Box | null)[]): PageEntry['extent'] {
  const seen = boxes.filter((box) => box !== null);
  const least = (of: (box: Box) => number) => seen.reduce((least, box) => Math.min(least, of(box)), Infinity);
  if (seen.length === 0) return [0, 0, 0, 0];
  // as 32-bit floats, which the table keeps
  const around = [least((b) => b.x), least((b) => b.y), -least((b) => -b.x - b.w), -least((b) => -b.y - b.h)];
  const [left = 0, top = 0, right = 0, bottom = 0] = around.map(Math.fround);
  if (![left, top, right, bottom].every(Number.isFinite)) throw unfit('a place on the page is no number');
  return [left, top, right, bottom];
}

function packBoxes(boxes: readonly (Box | null)[], [left, top, right, bottom]: PageEntry['extent']): Uint8Array {
  const packed = new Uint16Array(boxes.length * 4);
  const scaleOf = (from: number, to: number) => (to > from ? STEPS / (to - from) : 0);
  const [across, down] = [scaleOf(left, right), scaleOf(top, bottom)];
  const step = (length: number) => Math.min(STEPS, Math.max(0, Math.round(length)));
  let at = 0;
  for (const box of boxes) {
    if (box === null) {
      // a row of the page as a whole: from right to left, as no box is
      packed[at] = packed[at + 1] = STEPS;
    } else {
      packed[at] = step((box.x - left) * across);
      packed[at + 1] = step((box.y - top) * down);
      packed[at + 2] = step((box.x + box.w - left) * across);
      packed[at + 3] = step((box.y + box.h - top) * down);
    }
    at += 4;
  }
  return new Uint8Array(packed.buffer);
}

/** The boxes in their bytes, within a 65535th of the page's extent of what they were. */
export function boxesIn(bytes: Uint8Array, [left, top, right, bottom]: PageEntry['extent']): readonly (Box | null)[] {
  const packed = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const boxes: (Box | null)[] = [];
  for (let at = 0; at < packed.length; at += 4) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = packed.subarray(at, at + 4);
    const [w, h] = [(right - left) / STEPS, (bottom - top) / STEPS];
    boxes.push(x0 > x1 ? null : { x: left + x0 * w, y: top + y0 * h, w: (x1 - x0) * w, h: (y1 - y0) * h });
  }
  return boxes;
}
