/**
 * What storing costs, without reading: `node bench/storage.ts [documents]`. Each document has a record of about 40 kB
 * and goes through the five transactions that it has in an ingest. Its bytes are timed apart, because they are fsynced.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/storage/open.ts';
import { sampleRecord } from '../test/contract/sample.ts';

const documents = Number(process.argv[2] ?? 2000);
const home = mkdtempSync(join(tmpdir(), 'invoicectl-bench-'));
const times = new Map<string, number[]>();

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const list = times.get(name) ?? [];
  list.push(performance.now() - start);
  times.set(name, list);
  return result;
}

const of = (list: readonly number[], share: number) =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;

await (await openStore(home)).close();
const store = await timed('open', () => openStore(home));
const record = sampleRecord({ lines: 20 });
process.stdout.write(
  `${documents} documents, record of ${Math.round(JSON.stringify(record).length / 1000)} kB, node ${process.version}\n`,
);
const memory: number[] = [];
let cpu = 0;

for (let n = 0; n < documents; n += 1) {
  const bytes = Buffer.alloc(100_000, `document ${n} `);
  const file = `${n}.pdf`;
  const id = await timed('put bytes, 100 kB', () => store.blobs.put(bytes));
  const source = { id, file, path: `/invoices/${file}`, bytes: bytes.length };
  const before = process.cpuUsage();
  await timed('document in all', async () => {
    await timed('  add', () => store.records.add(source));
    await timed('  submit', () => store.jobs.submit({ document: id, file }));
    const lease = await timed('  lease', () => store.jobs.lease());
    if (lease === null) throw new Error('nothing to lease');
    await timed('  commit', () =>
      store.records.commit(id, { status: 'completed', records: [record], ms: 1 }, lease.token),
    );
    await timed('  settle', () => lease.settle({ kind: 'done' }));
  });
  const { user, system } = process.cpuUsage(before);
  cpu += user + system;
  await timed('put known bytes', () => store.blobs.put(bytes));
  if (n % (documents / 10) === 0) memory.push(Math.round(process.memoryUsage.rss() / 1e6));
}
for (let i = 0; i < 20; i += 1) {
  const [first] = await timed('list 50', () => store.query.list({ limit: 50 }));
  await timed('list all of a seller', () => store.query.list({ seller: 'österlund' }));
  await timed('get one', () => store.query.get(first?.id ?? ''));
}
await timed('check', () => store.check());
await timed('close', () => store.close());

for (const [name, list] of times) {
  process.stdout.write(
    `${name.padEnd(24)} median ${of(list, 0.5).toFixed(2).padStart(7)} ms   p95 ${of(list, 0.95).toFixed(2).padStart(7)} ms\n`,
  );
}
process.stdout.write(`processor time of a document, mean: ${(cpu / documents / 1000).toFixed(2)} ms\n`);
process.stdout.write(`memory over the run      ${memory.join(' ')} MB\n`);
rmSync(home, { recursive: true });
