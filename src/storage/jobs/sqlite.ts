import { type Kysely, sql } from 'kysely';
import type { JobQueue, Lease, Outcome } from '../../core/ports.ts';
import { mayBeAlive, OWNER } from '../../host/owner.ts';
import type { Schema } from '../schema.ts';

/** How jobs are leased; the defaults are what the commands use. */
export interface JobOptions {
  /** How long a lease lasts unless it is extended. */
  readonly leaseMs?: number;
  readonly now?: () => number;
  readonly owner?: string;
  readonly isAlive?: (owner: string) => boolean;
}

/**
 * The queue in the table `jobs`, one row a document. A job is due when its `visible_at` has passed: 0 when it was
 * never tried, else the end of a delay or of a lease, so what failed or killed its process comes after what is fresh.
 */
export function sqliteJobs(db: Kysely<Schema>, options: JobOptions = {}): JobQueue {
  const { leaseMs = 60_000, now = Date.now, owner = OWNER, isAlive = mayBeAlive } = options;

  /** Ends the leases of processes that are gone, so that a command that was killed goes on at once when run again. */
  async function endLeasesOfTheDead(): Promise<boolean> {
    const owners = await db.selectFrom('jobs').select('owner').distinct().where('state', '=', 'leased').execute();
    const dead = owners.flatMap((row) => (row.owner === null || isAlive(row.owner) ? [] : [row.owner]));
    if (dead.length === 0) return false;
    await db
      .updateTable('jobs')
      .set({ visible_at: now(), owner: null })
      .where('state', '=', 'leased')
      .where('owner', 'in', dead)
      .execute();
    return true;
  }

  /** One statement; the trigger `jobs_claimed` notes the token as taken. */
  const claim = () =>
    db
      .updateTable('jobs')
      .set({
        state: 'leased',
        attempts: sql`attempts + 1`,
        token: ({ selectFrom }) =>
          selectFrom('counters').select(sql<number>`value + 1`.as('next')).where('name', '=', 'token'),
        owner,
        visible_at: now() + leaseMs,
      })
      .where('document', '=', ({ selectFrom }) =>
        selectFrom('jobs')
          .select('document')
          .where('visible_at', '<=', now())
          .orderBy('visible_at')
          .orderBy('seq')
          .limit(1),
      )
      .returning(['document', 'file', 'attempts', 'token'])
      .executeTakeFirst();

  async function lease(): Promise<Lease | null> {
    const claimed = (await claim()) ?? ((await endLeasesOfTheDead()) ? await claim() : undefined);
    if (claimed === undefined) return null;
    const { document, file, attempts, token } = claimed;
    return {
      job: { document, file },
      attempt: attempts,
      token,
      extend: () => extend(document, token),
      settle: (outcome) => settle(document, token, outcome),
    };
  }

  async function extend(document: string, token: number): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('jobs')
      .set({ visible_at: now() + leaseMs, owner })
      .where('document', '=', document)
      .where('token', '=', token)
      .where('state', '=', 'leased')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async function settle(document: string, token: number, outcome: Outcome): Promise<boolean> {
    if (outcome.kind === 'done') {
      const { numDeletedRows } = await db
        .deleteFrom('jobs')
        .where('document', '=', document)
        .where('token', '=', token)
        .where('state', '=', 'leased')
        .executeTakeFirst();
      return numDeletedRows > 0n;
    }
    const { numUpdatedRows } = await db
      .updateTable('jobs')
      .set({ owner: null, ...after(outcome) })
      .where('document', '=', document)
      .where('token', '=', token)
      .where('state', '=', 'leased')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  function after(outcome: Exclude<Outcome, { kind: 'done' }>) {
    switch (outcome.kind) {
      case 'retry':
        return {
          state: 'waiting',
          visible_at: now() + outcome.afterMs,
          problem: JSON.stringify(outcome.problem),
        } as const;
      case 'release':
        return { state: 'waiting', visible_at: 0, attempts: sql<number>`attempts - 1` } as const;
      case 'dead':
        return { state: 'dead', visible_at: null, problem: JSON.stringify(outcome.problem) } as const;
    }
  }

  return {
    async submit({ document, file }) {
      const fresh = { state: 'waiting', attempts: 0, owner: null, visible_at: 0, problem: null } as const;
      await db
        .insertInto('jobs')
        .values({ document, file, token: 0, ...fresh })
        .onConflict((c) =>
          c
            .column('document')
            .doUpdateSet({ file, ...fresh })
            .where('jobs.state', '=', 'dead'),
        )
        .execute();
    },

    lease,

    async depth() {
      const rows = await db
        .selectFrom('jobs')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute();
      const count = (state: Schema['jobs']['state']) => rows.find((row) => row.state === state)?.count ?? 0;
      return { waiting: count('waiting'), leased: count('leased'), dead: count('dead') };
    },
  };
}
