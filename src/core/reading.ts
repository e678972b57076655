import type { RowField, RowGroup, ScalarPath } from './fields.ts';
import type { Box } from './geometry.ts';
import type { Kind } from './kinds.ts';
import type { OpenedDocument } from './page.ts';

/** Who read a value; `model` is the vision model. Independent readers that agree support each other. */
export const READERS = ['xml', 'words', 'model', 'person'] as const;
export type ReaderName = (typeof READERS)[number];

/** One reader's opinion of one value, and where it saw it. */
export interface Reading {
  /** Normalised: amounts and decimals as plain decimal text, dates as ISO 8601, codes in capitals. */
  readonly value: string;
  /** What is printed, to the letter. */
  readonly text: string;
  readonly reader: ReaderName;
  /** Page of the box, 1 for the first; `null` for a value that was read from XML. */
  readonly page: number | null;
  readonly box: Box | null;
  /** Path of the element in the XML that it was read from. */
  readonly path: string | null;
  /** The reader's own opinion of how likely the value is right, 0 to 1. Not yet calibrated. */
  readonly score: number;
  /** How sure the OCR engine is of the least sure word that it stands in; absent where a text layer says it. */
  readonly print?: number | undefined;
  /** Whether the value is not `text` to the letter: characters that look alike were taken for each other. */
  readonly mended?: boolean | undefined;
  /** What else the same print may say, likeliest first. Checks choose among them; no record keeps them. */
  readonly alternatives?: readonly AlternativeValue[] | undefined;
  /** What spoke for and against it, by name, 0 to 1 each. Explains the score; no record keeps it. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Another value that a print may have, and how likely that is beside the one that was read: 0 to 1. */
export interface AlternativeValue {
  readonly value: string;
  readonly likelihood: number;
}

/** One row of a group that can repeat: a line item, a tax rate, an account. */
export type Row<G extends RowGroup> = { readonly [F in RowField<G>]?: Reading };

/** The e-invoice inside a document: its syntax, the profile that it claims, and the attachment that it is. */
export interface EInvoice {
  readonly syntax: 'CII' | 'UBL';
  readonly profile: string | null;
  readonly attachment: string;
}

/** Something that says of which kind a document is, or is not. */
export interface KindSign {
  readonly kind: Kind;
  /** What it is: `title`, `number`, `phrase`; what is no print has no words: `no amounts`. */
  readonly sign: string;
  /** How much it says, in log odds; below 0 against it. */
  readonly weight: number;
  /** What is printed; empty for what is no print. */
  readonly text: string;
  readonly page: number | null;
  readonly box: Box | null;
  readonly path: string | null;
}

/** Everything that one reader has to say about a document. */
export interface Readings {
  readonly reader: ReaderName;
  /** What was read, where it is an e-invoice. */
  readonly eInvoice?: EInvoice;
  /** What the document seems to be, sign by sign. */
  readonly kinds?: readonly KindSign[];
  /** Candidates of each scalar, best first. */
  readonly scalars: { readonly [P in ScalarPath]?: readonly Reading[] };
  readonly rows: { readonly [G in RowGroup]?: readonly Row<G>[] };
  /** Findings of the reader itself: a rule that the XML breaks, a table that could not be read. */
  readonly findings: readonly Finding[];
}

/** A reason why a document should be looked at, with a stable code. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  /** EN 16931 or national rule that is broken, where there is one: `BR-CO-15`. */
  readonly rule?: string | undefined;
  /** `error` rejects, `warning` asks for review, `info` only says. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Paths of the fields it concerns. */
  readonly fields?: readonly string[] | undefined;
}

/** A way to read a document. A new one is one file and one line in the composition root. */
export interface Reader {
  readonly name: ReaderName;
  /** `null` when there is nothing for this reader to read (no XML, no words). */
  read(document: OpenedDocument): Promise<Readings | null>;
}
