import { hash } from 'node:crypto';
import type { EncodedDocument, PageVectors, QueryVectors } from '../../src/core/vectors.ts';

export const DIM = 24;

/** Numbers between 0 and 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const shaOf = (name: string | number) => hash('sha256', String(name), 'hex');

/** Rows of unit length. */
export function unitRows(rows: number, dim: number, next: () => number): Float32Array {
  const data = new Float32Array(rows * dim);
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let i = 0; i < dim; i += 1) {
      const value = next() + next() + next() - 1.5;
      data[row * dim + i] = value;
      sum += value * value;
    }
    for (let i = 0; i < dim; i += 1) data[row * dim + i] = (data[row * dim + i] ?? 0) / Math.sqrt(sum);
  }
  return data;
}

/** A page of a few rows; every fifth row is of the page as a whole. */
export function pageOf(rows: number, seed: number): PageVectors {
  const next = random(seed);
  const data = unitRows(rows, DIM, next);
  const box = () => ({ x: next() * 500, y: next() * 700, w: next() * 90, h: next() * 20 });
  return { dim: DIM, data, boxes: Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? null : box())) };
}

/** A document whose vectors are given by its name and version. */
export function documentOf(name: string | number, version = 1, pages = 1 + (Number(name) % 3)): EncodedDocument {
  const seed = Number.parseInt(shaOf(`${name} ${version}`).slice(0, 8), 16);
  const vectors = Array.from({ length: pages }, (_, page) => pageOf(1 + ((seed + page) % 7), seed + page));
  return { document: shaOf(name), version, pages: vectors };
}

export function queryOf(rows: number, seed: number): QueryVectors {
  return {
    dim: DIM,
    data: unitRows(rows, DIM, random(seed)),
    tokens: Array.from({ length: rows }, (_, row) => `token ${row}`),
  };
}
