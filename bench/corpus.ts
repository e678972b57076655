import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

export interface Corpus {
  /** As it is named in what is printed. */
  readonly name: string;
  readonly files: readonly string[];
}

const pdfsIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.pdf'))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** The invoices that are measured: the shared hybrid set where it lies beside the clone, else the fixtures. */
export function corpus(): Corpus {
  const shared = pdfsIn(join(root, '../shared/invoices/hybrid/pdf'));
  if (shared.length > 0) return { name: 'shared/invoices/hybrid', files: shared };
  return { name: 'fixtures/invoices (the shared set is not here)', files: pdfsIn(join(root, 'fixtures/invoices')) };
}

/** More of them, for what needs many that are not alike. */
export function largeCorpus(): Corpus {
  const { name, files } = corpus();
  return { name, files: [...files, ...pdfsIn(join(root, '../shared/invoices/templates/pdf'))] };
}

/** Bytes that say the same and hash otherwise: a comment after the end of the file. */
export function unlike(bytes: Uint8Array, mark: string | number): Uint8Array {
  return Buffer.concat([bytes, Buffer.from(`\n% ${mark}\n`)]);
}

/** Writes `count` files into a folder, the corpus over and over, no two of them alike. */
export function writeCopies({ files }: Corpus, count: number, folder: string): void {
  for (let i = 0; i < count; i++) {
    const file = files[i % files.length];
    if (file === undefined) throw new Error('there is nothing to copy');
    writeFileSync(join(folder, `${String(i).padStart(4, '0')}-${basename(file)}`), unlike(readFileSync(file), i));
  }
}

/** A folder that is gone when `use` is done. */
export async function inTemporaryFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
