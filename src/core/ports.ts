import type { Kind } from './kinds.ts';
import type { Problem } from './page.ts';
import type { KeptPage, PageText } from './page-text.ts';
import type { InvoiceRecord, Verdict } from './record.ts';

/** SHA-256 of a document's bytes in lower-case hexadecimal: its id everywhere. */
export type Sha256 = string;

/**
 * Id of a record: that of its file for the first invoice in it, `<sha256>-2`, `<sha256>-3` … for the others. So a file
 * with one invoice and its record go by one id.
 */
export type RecordId = string;

/** Keeps bytes under their own hash. Writing the same bytes twice is writing them once. */
export interface BlobStore {
  /** Durable when it resolves: in place under its final name, or not there at all. */
  put(bytes: Uint8Array): Promise<Sha256>;
  /** `null` when there is no such blob; throws `HOME_CORRUPT` when its bytes do not match its name. */
  get(id: Sha256): Promise<Uint8Array | null>;
  remove(id: Sha256): Promise<void>;
}

/** What is to be done: the payload of a job. Passwords never go into it. */
export interface Job {
  readonly document: Sha256;
  /** Name of the file, for messages. */
  readonly file: string;
}

/** How a job ended. `release` gives the attempt back: the worker is shutting down. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly problem: Problem }
  | { readonly kind: 'release' }
  | { readonly kind: 'dead'; readonly problem: Problem };

/** A job that is ours until the lease runs out. */
export interface Lease {
  readonly job: Job;
  /** 1 for the first. Counted when it is claimed, so that a job that kills its process is counted too. */
  readonly attempt: number;
  /** Grows with every claim of any job; the record store refuses a result with an older one. */
  readonly token: number;
  /** `false`: the lease is lost and the work must stop. */
  extend(): Promise<boolean>;
  /** Ends the lease. `false`: it was lost before, and nothing is changed. */
  settle(outcome: Outcome): Promise<boolean>;
}

/** How many jobs wait, are leased, and are given up. */
export interface Depth {
  readonly waiting: number;
  readonly leased: number;
  readonly dead: number;
}

/**
 * Hands out jobs, each to one worker at a time. It counts attempts; how many are too many is the worker's to say.
 * Jobs come oldest first; those that are tried again come after those that were never tried.
 */
export interface JobQueue {
  /** A job for a document that already has one waiting or leased is not added again; a dead one starts anew. */
  submit(job: Job): Promise<void>;
  /** The next job that is due, or `null` when none is due now. A lease that ran out, or whose process is gone, is due. */
  lease(): Promise<Lease | null>;
  depth(): Promise<Depth>;
}

/** Status of a document. */
export const STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

/** A document as it came in. */
export interface Source {
  readonly id: Sha256;
  /** Base name of the file. */
  readonly file: string;
  /** Where it was found: absolute path, or archive path and entry. */
  readonly path: string;
  readonly bytes: number;
}

/** What the work on a document led to. */
export type Result =
  | {
      readonly status: 'completed';
      /** One an invoice, in the order of the pages; at least one. */
      readonly records: readonly InvoiceRecord[];
      readonly ms: number;
      /** The words of all pages of the file, where they are to be kept for search. */
      readonly pages?: readonly PageText[] | undefined;
    }
  | { readonly status: 'failed'; readonly problem: Problem; readonly ms: number };

/** One row of a list: an invoice, or a document that has none (yet). Values are as in the record. */
export interface Summary {
  readonly id: RecordId;
  /** The file that it stands in. */
  readonly document: Sha256;
  /** Which of the invoices in its file it is, 1 for the first. */
  readonly part: number;
  /** How many invoices its file holds; 1 before it is read. */
  readonly parts: number;
  readonly file: string;
  readonly path: string;
  readonly status: Status;
  readonly submittedAt: string;
  readonly verdict: Verdict | null;
  /** What it is. */
  readonly kind: Kind | null;
  readonly number: string | null;
  readonly typeCode: string | null;
  readonly issueDate: string | null;
  readonly dueDate: string | null;
  readonly seller: string | null;
  readonly sellerVatId: string | null;
  readonly buyer: string | null;
  readonly currency: string | null;
  readonly gross: string | null;
  /** Number in the file of its first page; null where it has none. */
  readonly firstPage: number | null;
  /** How many pages it has, from the first one on. */
  readonly pages: number | null;
  /** Why the last try failed; a completed document has one when it was read again in vain. */
  readonly problem: Problem | null;
}

/** One invoice with all that is known of it, or a document that has none (yet). */
export interface Entry {
  readonly summary: Summary;
  /** Every place that the same bytes were found at, oldest first. */
  readonly paths: readonly string[];
  readonly record: InvoiceRecord | null;
}

/** Restricts a list. Everything given must hold; names fit anywhere and in any case. */
export interface Filter {
  /** Those of any of these documents. */
  readonly documents?: readonly Sha256[] | undefined;
  /**
   * Start of a document's id, or a whole file name or path: all invoices of it. Followed by `-2`, the second of them,
   * and so on.
   */
  readonly like?: string | undefined;
  readonly seller?: string | undefined;
  /** The document's own number, compared without spaces, punctuation and case. */
  readonly number?: string | undefined;
  /** ISO date of issue, inclusive. */
  readonly since?: string | undefined;
  /** ISO date of issue, inclusive. */
  readonly until?: string | undefined;
  readonly status?: Status | undefined;
  readonly verdict?: Verdict | undefined;
  readonly kind?: Kind | undefined;
  /** Only of documents that came in before this one; none when it is not there. */
  readonly before?: Sha256 | undefined;
  /** Decimal text, on the gross total, inclusive. */
  readonly minAmount?: string | undefined;
  readonly maxAmount?: string | undefined;
  readonly limit?: number | undefined;
}

/** Writes what is known of documents. */
export interface RecordStore {
  /**
   * Notes a document and where it was found. `known` when it has been read already, else `new`: it has to be read,
   * so submit a job. To read a known one again, submit a job all the same: what is known stays until the new result.
   */
  add(source: Source): Promise<'new' | 'known'>;
  /**
   * Writes a result in place of the one before, all records of it in one transaction. `false`, and nothing is written,
   * when a later lease has written already (see `Lease.token`) or the document has been removed.
   * A failure takes no record away: a document that has one stays completed, with the problem of the last try beside
   * it until a later result.
   */
  commit(id: Sha256, result: Result, token: number): Promise<boolean>;
  /** Changes one record, in one transaction; `false` when there is none. All else about its document stays. */
  revise(id: RecordId, change: (record: InvoiceRecord) => InvoiceRecord): Promise<boolean>;
  /** Takes out a document with its records, its sources and its job; `false` when there is none. */
  remove(id: Sha256): Promise<boolean>;
}

/** Reads what is known of documents. */
export interface RecordQuery {
  /** Newest first; of one document, the last invoice first. */
  list(filter: Filter): Promise<readonly Summary[]>;
  get(id: RecordId): Promise<Entry | null>;
}

/** Keeps the words of pages, for search and for encoders. They are written with a result, see `RecordStore.commit`. */
export interface PageTexts {
  /**
   * Every completed document with the version of its words: grows when it is read again. `null` where they were not
   * kept with its result.
   */
  versions(): Promise<ReadonlyMap<Sha256, number | null>>;
  /** In their order; of a document whose words are not kept, none. */
  pages(document: Sha256): Promise<readonly KeptPage[]>;
  /** Keeps the words of a completed document that was read without keeping them; `false` when there is none such. */
  keep(document: Sha256, pages: readonly PageText[]): Promise<boolean>;
}

/** A page that words were found on. */
export interface TextHit {
  readonly document: Sha256;
  /** 1 for the first. */
  readonly page: number;
  /** BM25, the larger the better. */
  readonly score: number;
}

/** Finds pages by whole words. Terms are as `core/terms.ts` makes them. */
export interface TextSearch {
  /** Pages that any of the terms stands on, best first. */
  find(
    terms: readonly string[],
    options: { readonly limit: number; readonly documents?: ReadonlySet<Sha256> | undefined },
  ): Promise<readonly TextHit[]>;
  /** On how many pages each term stands, and how many there are; terms that stand on none are left out. */
  spread(terms: readonly string[]): Promise<{ readonly pages: number; readonly of: ReadonlyMap<string, number> }>;
}
