import { InvoicectlError } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import type { BlobStore, Job, Outcome, RecordQuery, RecordStore, Result, Sha256 } from '../core/ports.ts';
import type { PlaceFinder } from '../core/vision.ts';
import type { Attempt, Handler } from './attempt.ts';
import { changedToTwins, flagDuplicates, reviseTwins } from './duplicates.ts';
import type { DocumentRead, PageBegun } from './threads/messages.ts';
import type { DocumentPool } from './threads/pool.ts';

/** What the work on documents needs. */
export interface Tools {
  readonly blobs: BlobStore;
  readonly records: RecordStore & RecordQuery;
  readonly pool: DocumentPool;
  /** Says where the vision model is to look on the pages of a document. */
  readonly finderOf?: (document: Sha256) => PlaceFinder;
  readonly onPage?: (job: Job, begun: PageBegun) => void;
  /** Told once a result is committed. */
  readonly onResult?: (job: Job, result: Result) => void;
}

/**
 * What a worker does with a job: reads the document and commits its records, each in one go. A document that cannot be
 * read has a result too: the problem.
 */
export function documentHandler({ blobs, records, pool, finderOf, onPage, onResult }: Tools): Handler {
  /** Of attempts that go on; whatever becomes of one, nothing of it stays. */
  const begun = new WeakMap<Attempt, number>();
  const msOf = (attempt: Attempt): number => Math.round(performance.now() - (begun.get(attempt) ?? performance.now()));

  // One after the other from the look for duplicates to the commit, or two twins read together would miss each other.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(act: () => Promise<void>): Promise<void> {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  }

  const summariesOf = ({ document }: Job) => records.list({ documents: [document] });

  /** Before the result is told, so that whoever hears of it finds everything in order. */
  async function commit(job: Job, { records: read, pages }: DocumentRead, attempt: Attempt): Promise<void> {
    const before = await summariesOf(job);
    const flagged = await flagDuplicates(job.document, read, records);
    const result: Result = { status: 'completed', records: flagged, ms: msOf(attempt), pages };
    if (!(await records.commit(job.document, result, attempt.token))) return;
    for (const changed of changedToTwins(before, await summariesOf(job))) await reviseTwins(changed, records);
    onResult?.(job, result);
  }

  return {
    async handle(job: Job, attempt: Attempt): Promise<Outcome> {
      begun.set(attempt, performance.now());
      const load = async () => {
        const bytes = await blobs.get(job.document);
        if (bytes === null)
          throw new InvoicectlError('HOME_CORRUPT', `The stored bytes of ${job.file} are gone.`, LOST);
        return bytes;
      };
      const read = await pool.read(load, job.file, {
        signal: attempt.signal,
        onPage: (page) => onPage?.(job, page),
        finder: finderOf?.(job.document),
      });
      await inTurn(() => commit(job, read, attempt));
      return { kind: 'done' };
    },
    async giveUp(job: Job, problem: Problem, attempt: Attempt): Promise<void> {
      const result: Result = { status: 'failed', problem, ms: msOf(attempt) };
      if (await records.commit(job.document, result, attempt.token)) onResult?.(job, result);
    },
  };
}

const LOST = { hint: 'Ingest the file again to store it anew, or take the document out with: invoicectl rm' };
