import type { Generated } from 'kysely';
import type { Kind } from '../core/kinds.ts';
import type { Verdict } from '../core/record.ts';

/** The tables of the newest migration. Times are milliseconds since 1970 (UTC); JSON columns hold text. */
export interface Schema {
  readonly documents: {
    /** Grows with every new document: the order of arrival, whatever the clock says. */
    readonly seq: Generated<number>;
    readonly id: string;
    readonly file: string;
    readonly path: string;
    readonly bytes: number;
    /** `processing` is not stored: it is pending, and its job is leased. */
    readonly status: 'pending' | 'completed' | 'failed';
    readonly submitted_at: number;
    /** Token of the lease that wrote last; 0 before the first. */
    readonly token: number;
    readonly processed_at: number | null;
    readonly ms: number | null;
    readonly problem: string | null;
    /** Token of the result that the words in `pages` are of; null where they were not kept. */
    readonly words_token: number | null;
  };
  readonly sources: {
    readonly document: string;
    readonly path: string;
    readonly file: string;
    readonly found_at: number;
  };
  readonly records: {
    readonly id: string;
    readonly document: string;
    /** 1 for the first invoice of the document. */
    readonly part: number;
    /** How many the document has. */
    readonly parts: number;
    readonly first_page: number | null;
    readonly json: string;
    readonly verdict: Verdict;
    readonly kind: Kind;
    readonly number: string | null;
    /** The number as numbers are compared. */
    readonly number_key: string | null;
    readonly type_code: string | null;
    readonly issue_date: string | null;
    readonly due_date: string | null;
    readonly seller: string | null;
    /** The name as names are compared. */
    readonly seller_key: string | null;
    readonly seller_vat_id: string | null;
    readonly buyer: string | null;
    readonly currency: string | null;
    /** Exact decimal text. */
    readonly gross: string | null;
    /** The same for sorting and comparing. */
    readonly gross_number: number | null;
    readonly pages: number;
  };
  readonly jobs: {
    readonly seq: Generated<number>;
    readonly document: string;
    readonly file: string;
    readonly state: 'waiting' | 'leased' | 'dead';
    readonly attempts: number;
    readonly token: number;
    /** Who holds the lease. */
    readonly owner: string | null;
    /** When it is due: 0 at once, else the end of a delay or of a lease; null never. */
    readonly visible_at: number | null;
    readonly problem: string | null;
  };
  readonly pages: {
    readonly id: Generated<number>;
    readonly document: string;
    /** 1 for the first. */
    readonly page: number;
    /** Points. */
    readonly width: number;
    readonly height: number;
    /** Little-endian 16-bit numbers, see `PageText`. */
    readonly boxes: Uint8Array;
    /** Terms of what the invoice on the page is about (number, parties, date), one blank between them. */
    readonly about: string;
    readonly words: string;
  };
  /** Full text of `pages`, whose ids are its rows. */
  readonly page_terms: {
    readonly rowid: number;
    /** Terms of what is printed. */
    readonly printed: string;
    /** As in `pages`. */
    readonly about: string;
  };
  readonly page_term_counts: { readonly term: string; readonly doc: number };
  readonly counters: { readonly name: string; readonly value: number };
}
