import type { ErrorCode } from '../../core/errors.ts';
import type { Problem } from '../../core/page.ts';

/** A document that was found, not read yet. */
export interface Input {
  /** Absolute, or the archive's path with the entry's name behind it; `-` for standard input. */
  readonly path: string;
  /** Base name, for people. */
  readonly file: string;
  readonly size: number;
  /** Reads it. Throws `INPUT_UNREADABLE` or `ZIP_DAMAGED` when that no longer works. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** Something that was found and is not taken in. */
export interface Refused {
  readonly path: string;
  readonly file: string;
  readonly problem: Problem;
}

/** What is refused when inputs are taken in. */
export interface InputLimits {
  /** Bytes of one document. */
  readonly bytes: number;
  /** Entries of one zip archive. */
  readonly zipEntries: number;
  /** Bytes that one zip archive may unpack to. */
  readonly zipBytes: number;
  /** How many times its packed size an entry may unpack to. */
  readonly zipRatio: number;
}

/** Deflate cannot do better than 1,032 to 1; XML, which packs best of all that is taken in, stays below 100 to 1. */
export const INPUT_LIMITS: InputLimits = {
  bytes: 512 * 1024 * 1024,
  zipEntries: 50_000,
  zipBytes: 8 * 1024 * 1024 * 1024,
  zipRatio: 200,
};

/** A refusal with one of the codes of `ERRORS`. */
export function refuse(path: string, file: string, code: ErrorCode, message: string, hint?: string): Refused {
  return { path, file, problem: { code, message, ...(hint === undefined ? {} : { hint }) } };
}
