import { InvoicectlError } from '../core/errors.ts';

const REBUILD = 'Run "invoicectl index" to encode what is missing; the invoices themselves are not touched.';

/** The error of a damaged file of the index. */
export function damaged(path: string, why: string): InvoicectlError {
  return new InvoicectlError('HOME_CORRUPT', `${path} is damaged: ${why}.`, { hint: REBUILD });
}

/** The error of a file that a later version wrote. */
export function newer(path: string, format: number, known: number): InvoicectlError {
  return new InvoicectlError(
    'HOME_NEWER',
    `${path} is of a newer version of invoicectl (format ${format}, known: ${known}).`,
    { hint: 'Update invoicectl, or choose another folder with --home.' },
  );
}

/** Code of an error of the operating system; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The named error that a failure of the disk at `path` stands for; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (!(error instanceof Error) || error instanceof InvoicectlError || code === '') return error;
  if (code === 'EIO') return damaged(path, error.message);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new InvoicectlError('HOME_NOT_WRITABLE', `${path} cannot be written: the disk is full.`, {
      hint: 'Make room, then run the same command again; what is stored stays.',
      cause: error,
    });
  }
  if (/^E(?:ACCES|PERM|ROFS|NOTDIR|ISDIR|EXIST|NOENT|LOOP|NAMETOOLONG|MFILE|NFILE)$/.test(code)) {
    return new InvoicectlError('HOME_NOT_WRITABLE', `${path} cannot be opened or written: ${error.message}.`, {
      hint: 'Give yourself the right to write there, or choose another folder with --home.',
      cause: error,
    });
  }
  return error;
}

/** Whether a failure says that what is stored is damaged, so that it can be done without and made anew. */
export function isDamage(error: unknown): error is InvoicectlError {
  return error instanceof InvoicectlError && error.code === 'HOME_CORRUPT';
}
