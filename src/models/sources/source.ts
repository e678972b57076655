import type { ModelFile } from '../graphs.ts';
import type { Digest } from '../store/digest.ts';

/** A file that a source offers. */
export interface SourceFile extends ModelFile {
  /** What its bytes must be; `null` where the source does not say, and whatever comes is taken. */
  readonly digest: Digest | null;
  /** Changes when its bytes do: an ETag, a date. Empty where the source knows none. */
  readonly version: string;
}

/** What a source has of a model. */
export interface Listing {
  /** Commit, where it knows one. */
  readonly revision: string | null;
  readonly files: readonly SourceFile[];
}

/** Bytes of a file from some place on. */
export interface Piece {
  /** Where they begin: at the place that was asked for, or at 0 where the source cannot do that. */
  readonly from: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Where models come from. Failures that may pass are `Passing`, others `InvoicectlError`. */
export interface Source {
  /** For messages, and kept with the model: `Qdrant/colmodernvbert`, `/mnt/usb/colpali`. */
  readonly name: string;
  /** Branch that the cache remembers the commit of; `null` where other programs should not see this as theirs. */
  readonly branch: string | null;
  /** Takes everything that it has of a model where nobody chooses, not only what the card says. */
  readonly whole: boolean;
  /** `paths` are all that could be of use, for sources that cannot say what they have. */
  list(paths: readonly string[]): Promise<Listing>;
  read(file: SourceFile, from: number): Promise<Piece>;
}
