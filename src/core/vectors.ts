import type { Box } from './geometry.ts';
import type { Page } from './page.ts';
import type { Sha256 } from './ports.ts';
import type { PageRaster } from './raster.ts';

/** Rows one after the other, those of pages of unit length; a row of zeros counts for nothing. */
export interface MultiVector {
  /** Numbers a row. */
  readonly dim: number;
  /** `rows * dim` numbers. */
  readonly data: Float32Array;
}

/** What a page says: one row a word or a patch of its picture. */
export interface PageVectors extends MultiVector {
  /** Where each row stands on the page, in points; `null` for a row that is of the page as a whole. */
  readonly boxes: readonly (Box | null)[];
}

/** What a question asks: one row a token. A row's length is its weight: 1, unless the encoder knows better (rare words). */
export interface QueryVectors extends MultiVector {
  /** The token of each row, for a person's eye; empty for those that only make room for meaning. */
  readonly tokens: readonly string[];
}

/** A page to be encoded. */
export interface EncodablePage {
  readonly page: Page;
  /** Draws it; asked only by an encoder that looks. */
  draw(): Promise<PageRaster>;
}

/** Turns pages and questions into vectors that can be compared by their largest dot products (late interaction). */
export interface PageEncoder {
  /** Name and revision, stamped on every vector: what was encoded by another is never compared with this. */
  readonly id: string;
  readonly dim: number;
  /** One result a page, in their order. */
  encodePages(pages: readonly EncodablePage[]): Promise<readonly PageVectors[]>;
  encodeQuery(text: string): Promise<QueryVectors>;
  close(): Promise<void>;
}

/** A page of a document, by name and never by position. */
export interface PageKey {
  readonly document: Sha256;
  /** 1 for the first. */
  readonly page: number;
}

/** A page that was found. */
export interface PageHit extends PageKey {
  /** Sum over the question's rows of the largest dot product with a row of the page. */
  readonly score: number;
}

/** How to search. */
export interface PageSearch {
  /** How many pages at most. */
  readonly limit: number;
  /** Only pages of these documents. */
  readonly documents?: ReadonlySet<Sha256> | undefined;
  /** Scores from the vectors as they were encoded, instead of their codes. Where these are kept. */
  readonly exact?: boolean | undefined;
}

/** How much each place of a page has to do with a question. */
export interface HeatMap extends PageKey {
  /** Every row that stands somewhere: its box in points, and the sum over the question's rows of what it says to each. */
  readonly spots: readonly { readonly box: Box; readonly heat: number }[];
  /** For each row of the question the spot that it fits best. */
  readonly best: readonly { readonly token: string; readonly box: Box | null; readonly score: number }[];
}

/** All pages of a document, encoded. */
export interface EncodedDocument {
  readonly document: Sha256;
  /** Which reading of the document its pages are of: grows when it is read again, so that it can be encoded again. */
  readonly version: number;
  /** From the first on. */
  readonly pages: readonly PageVectors[];
}

/** The vectors of one encoder for all pages, on disk. Everything that has resolved survives a kill at any moment. */
export interface PageIndex {
  readonly encoder: string;
  /** Adds documents, each in place of what it had, all of them or none: one commit, however many they are. */
  put(documents: readonly EncodedDocument[]): Promise<void>;
  remove(documents: readonly Sha256[]): Promise<void>;
  /** Best first; equal scores in the order of document and page. */
  search(query: QueryVectors, search: PageSearch): Promise<readonly PageHit[]>;
  /** `null` when it has no such page. */
  heat(query: QueryVectors, key: PageKey): Promise<HeatMap | null>;
  /** Documents that it holds, with their versions. */
  documents(): Promise<ReadonlyMap<Sha256, number>>;
  close(): Promise<void>;
}
