// LanceDB's multivector search, alone in its process. Arguments: its folder, the folder of the floats, pages, rows,
// numbers a row, questions. Prints a line of JSON for each way of searching.
import { openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The part of LanceDB that is used; it is installed for this measure only. */
interface Query {
  addQueryVector(vector: Float32Array): Query;
  distanceType(type: string): Query;
  limit(count: number): Query;
  select(columns: string[]): Query;
  toArray(): Promise<{ id: number }[]>;
}
interface Lance {
  connect(folder: string): Promise<{ createEmptyTable(name: string, schema: unknown): Promise<Table> }>;
  readonly Index: { ivfPq(options: Record<string, unknown>): unknown };
}
interface Table {
  add(rows: unknown): Promise<unknown>;
  query(): { nearestTo(vector: Float32Array): Query };
  createIndex(column: string, options: { config: unknown }): Promise<void>;
}

const [peer = '', folder = '', ...shape] = process.argv.slice(2);
const [pages = 0, rows = 0, dim = 0, asked = 0] = shape.map(Number);
const require = createRequire(join(peer, 'package.json'));
// what the packages are is known by their versions, which the setup pins
const [LANCE, ARROW] = ['@lancedb/lancedb', 'apache-arrow'];
const lance = require(LANCE) as Lance;
const arrow = require(ARROW);

const row = new arrow.FixedSizeList(dim, new arrow.Field('item', new arrow.Float32(), true));
const schema = new arrow.Schema([
  new arrow.Field('id', new arrow.Int32(), false),
  new arrow.Field('rows', new arrow.List(new arrow.Field('item', row, true)), false),
]);

function batchOf(first: number, count: number, data: Float32Array): unknown {
  const floats = arrow.makeData({ type: new arrow.Float32(), data });
  const rowsData = arrow.makeData({ type: row, length: count * rows, nullCount: 0, child: floats });
  const offsets = Int32Array.from({ length: count + 1 }, (_, i) => i * rows);
  const listType = schema.fields[1].type;
  const list = arrow.makeData({ type: listType, length: count, nullCount: 0, valueOffsets: offsets, child: rowsData });
  const ids = arrow.makeData({
    type: new arrow.Int32(),
    data: Int32Array.from({ length: count }, (_, i) => first + i),
  });
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: count,
    nullCount: 0,
    children: [ids, list],
  });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct));
}

const database = await lance.connect(join(folder, 'lance'));
const table = await database.createEmptyTable('pages', schema);
const file = openSync(join(folder, 'floats.bin'), 'r');
const BATCH = 100;
for (let first = 0; first < pages; first += BATCH) {
  const count = Math.min(BATCH, pages - first);
  const data = new Float32Array(count * rows * dim);
  readSync(file, data, 0, data.byteLength, first * rows * dim * 4);
  await table.add(batchOf(first, count, data));
}
const bytes = readFileSync(join(folder, 'questions.bin'));
const questions = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const size = questions.length / asked;

async function search(question: number): Promise<number[]> {
  const own = questions.slice(question * size, (question + 1) * size);
  let query = table.query().nearestTo(own.slice(0, dim));
  for (let at = dim; at < size; at += dim) query = query.addQueryVector(own.slice(at, at + dim));
  const found = await query.distanceType('cosine').select(['id', '_distance']).limit(10).toArray();
  return found.map(({ id }) => id);
}

async function measure(name: string, remark?: string): Promise<void> {
  await search(0);
  const ms: number[] = [];
  const found: number[][] = [];
  for (let question = 0; question < asked; question += 1) {
    const start = performance.now();
    found.push(await search(question));
    ms.push(performance.now() - start);
  }
  console.log(JSON.stringify({ name, ms, found, bytes: 0, remark }));
}

await measure('LanceDB 0.37, multivector, no index');
const start = performance.now();
await table.createIndex('rows', { config: lance.Index.ivfPq({ distanceType: 'cosine' }) });
await measure(
  'LanceDB 0.37, multivector, IVF_PQ',
  `index built in ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
