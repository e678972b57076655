import { InvoicectlError } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import type { BlobStore, Job, Outcome, RecordQuery, RecordStore, Result } from '../core/ports.ts';
import { flagDuplicates } from './duplicates.ts';
import type { PageBegun } from './threads/messages.ts';
import type { DocumentPool } from './threads/pool.ts';

/** What a worker needs to do its jobs. */
export interface Bench {
  readonly blobs: BlobStore;
  readonly records: RecordStore & RecordQuery;
  readonly pool: DocumentPool;
  readonly onPage?: (job: Job, begun: PageBegun) => void;
  /** Told once a result is committed. */
  readonly onResult?: (job: Job, result: Result) => void;
}

/** The circumstances of one attempt. */
export interface Attempt {
  readonly signal: AbortSignal;
  readonly token: number;
}

/**
 * Does one job: reads the document and commits what was found. A document that cannot be read has a result too, the
 * problem; only failures of the machine itself are thrown, so that the worker tries again.
 */
export async function handle(job: Job, { signal, token }: Attempt, bench: Bench): Promise<Outcome> {
  const begun = performance.now();
  const result = await read(job, signal, bench, () => Math.round(performance.now() - begun));
  const committed = await bench.records.commit(job.document, result, token);
  if (committed) bench.onResult?.(job, result);
  return { kind: 'done' };
}

async function read(
  job: Job,
  signal: AbortSignal,
  { blobs, records, pool, onPage }: Bench,
  ms: () => number,
): Promise<Result> {
  try {
    const bytes = await blobs.get(job.document);
    if (bytes === null) throw new InvoicectlError('HOME_CORRUPT', `the stored bytes of ${job.file} are gone`);
    const record = await pool.read(bytes, { signal, onPage: (begun) => onPage?.(job, begun) });
    return { status: 'completed', record: await flagDuplicates(job.document, record, records), ms: ms() };
  } catch (error) {
    if (signal.aborted || !(error instanceof InvoicectlError) || isOfTheMachine(error)) throw error;
    return { status: 'failed', problem: toProblem(error), ms: ms() };
  }
}

/** Failures of the home folder say nothing about the document. */
const isOfTheMachine = ({ code }: InvoicectlError): boolean => code.startsWith('HOME_');

function toProblem({ code, message, hint }: InvoicectlError): Problem {
  return { code, message, ...(hint !== undefined && { hint }) };
}
