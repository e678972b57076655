import { readFileSync } from 'node:fs';
import { invoicectl, type Ran, temporaryFolder } from '../commands/cli.ts';

export const FIXTURES = 'fixtures/invoices';

/** What `ingest --json` writes for one file. */
export interface Report {
  readonly file: string;
  readonly document: string | null;
  readonly status: string;
  readonly verdict: string | null;
  readonly pages: number;
  readonly known?: boolean;
  readonly reasons?: readonly string[];
  readonly problems: readonly { readonly code: string; readonly page?: number }[];
}

/** The lines of NDJSON. */
export function ndjson<T>(text: string): T[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** Runs `ingest --json` and gives what it reported, by file name. */
export async function ingest(
  home: string,
  args: readonly string[],
): Promise<Ran & { readonly reports: readonly Report[] }> {
  const ran = await invoicectl(['ingest', ...args, '--home', home, '--json']);
  return { ...ran, reports: ndjson<Report>(ran.stdout) };
}

/** Copies of a PDF with different bytes: a comment behind the end changes nothing that is read. */
export function copyOf(file: string, mark: string): Uint8Array {
  return Buffer.concat([readFileSync(`${FIXTURES}/${file}`), Buffer.from(`\n% ${mark}\n`)]);
}

export { invoicectl, temporaryFolder };
