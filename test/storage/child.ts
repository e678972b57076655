import { setTimeout as wait } from 'node:timers/promises';
import { work } from '../../src/pipeline/worker.ts';
import { openStore } from '../../src/storage/open.ts';
import { sampleRecord } from '../contract/sample.ts';

/**
 * A process of its own on a home folder: `child.ts HOME DOCUMENTS MS`. Submits so many documents, the same ones every
 * time, and works until the queue is empty; each takes MS milliseconds. Says on stdout what it does, a line each.
 */
const [home = '', documents = '0', ms = '0'] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const store = await openStore(home);
const say = (line: string) => process.stdout.write(`${line}\n`);
say('open');
let submitting = true;

const working = work({
  queue: store.jobs,
  slots: 2,
  signal: stop.signal,
  more: () => submitting,
  async handle(job, { token }) {
    say(`start ${job.file}`);
    const bytes = await store.blobs.get(job.document);
    if (bytes === null) throw new Error(`the bytes of ${job.file} are not there`);
    await wait(Number(ms));
    const record = sampleRecord({ number: job.document, lines: 20 });
    if (await store.records.commit(job.document, { status: 'completed', records: [record], ms: 1 }, token))
      say(`done ${job.file}`);
    return { kind: 'done' };
  },
  async giveUp(job, problem, { token }) {
    await store.records.commit(job.document, { status: 'failed', problem, ms: 1 }, token);
  },
});

for (let n = 0; n < Number(documents) && !stop.signal.aborted; n += 1) {
  const bytes = Buffer.alloc(20_000 + n, `document ${n} `);
  const id = await store.blobs.put(bytes);
  const file = `${n}.pdf`;
  const known = await store.records.add({ id, file, path: `/invoices/${file}`, bytes: bytes.length });
  if (known === 'new') await store.jobs.submit({ document: id, file });
}
submitting = false;
const worked = await working;
await store.close();
say(`worked ${JSON.stringify(worked)}`);
