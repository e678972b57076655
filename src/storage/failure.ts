import { InvoicectlError } from '../core/errors.ts';

/** A file or a link in the way of a folder is EEXIST, a folder that cannot be made is ENOENT. */
const NOT_WRITABLE = new Set(
  'EACCES EPERM EROFS ENOTDIR EISDIR EEXIST ENOENT ELOOP ENAMETOOLONG EMFILE ENFILE'.split(' '),
);

/** Code of an error of the operating system or of SQLite; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The named error that a failure of the disk or of SQLite at `path` stands for; any other error as it is. */
export function homeError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (!(error instanceof Error) || error instanceof InvoicectlError || code === '') return error;
  const because = { cause: error };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new InvoicectlError('HOME_LOCKED', `Another process keeps ${path} locked.`, {
      hint: 'Close the program that has the database open, then run the same command again.',
      ...because,
    });
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'EIO') {
    return new InvoicectlError('HOME_CORRUPT', `${path} is damaged: ${error.message}.`, {
      hint: 'Move the file away and ingest the invoices again; "invoicectl doctor" checks the rest of the home folder.',
      ...because,
    });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new InvoicectlError('HOME_NOT_WRITABLE', `${path} cannot be written: the disk is full.`, {
      hint: 'Make room, then run the same command again; what is stored stays.',
      ...because,
    });
  }
  if (NOT_WRITABLE.has(code) || /^SQLITE_(?:READONLY|CANTOPEN|IOERR|PERM)/.test(code)) {
    return new InvoicectlError('HOME_NOT_WRITABLE', `${path} cannot be opened or written: ${error.message}.`, {
      hint: 'Give yourself the right to write there, or choose another folder with --home.',
      ...because,
    });
  }
  return error;
}
