import { InvoicectlError } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import type { BlobStore, Job, Outcome, RecordQuery, RecordStore, Result } from '../core/ports.ts';
import type { Attempt, Handler } from './attempt.ts';
import { flagDuplicates } from './duplicates.ts';
import type { PageBegun } from './threads/messages.ts';
import type { DocumentPool } from './threads/pool.ts';

/** What the work on documents needs. */
export interface Tools {
  readonly blobs: BlobStore;
  readonly records: RecordStore & RecordQuery;
  readonly pool: DocumentPool;
  readonly onPage?: (job: Job, begun: PageBegun) => void;
  /** Told once a result is committed. */
  readonly onResult?: (job: Job, result: Result) => void;
}

/**
 * What a worker does with a job: reads the document and commits the record, each in one go. A document that cannot be
 * read has a result too: the problem.
 */
export function documentHandler({ blobs, records, pool, onPage, onResult }: Tools): Handler {
  const begun = new Map<string, number>();
  const ms = (job: Job): number => Math.round(performance.now() - (begun.get(job.document) ?? performance.now()));

  async function commit(job: Job, result: Result, { token }: Attempt): Promise<void> {
    begun.delete(job.document);
    if (await records.commit(job.document, result, token)) onResult?.(job, result);
  }

  // One after the other from the look for duplicates to the commit, or two twins read together would miss each other.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(act: () => Promise<void>): Promise<void> {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    async handle(job: Job, attempt: Attempt): Promise<Outcome> {
      begun.set(job.document, performance.now());
      const load = async () => {
        const bytes = await blobs.get(job.document);
        if (bytes === null)
          throw new InvoicectlError('HOME_CORRUPT', `The stored bytes of ${job.file} are gone.`, LOST);
        return bytes;
      };
      const read = await pool.read(load, job.file, { signal: attempt.signal, onPage: (page) => onPage?.(job, page) });
      await inTurn(async () => {
        const record = await flagDuplicates(job.document, read, records);
        await commit(job, { status: 'completed', record, ms: ms(job) }, attempt);
      });
      return { kind: 'done' };
    },
    async giveUp(job: Job, problem: Problem, attempt: Attempt): Promise<void> {
      await commit(job, { status: 'failed', problem, ms: ms(job) }, attempt);
    },
  };
}

const LOST = { hint: 'Ingest the file again to store it anew, or take the document out with: invoicectl rm' };
