import { sql } from 'kysely';
import type { Migratable } from './migratable.ts';

/** One field of `f.value`: what is known of it, and the first of the readings behind it. */
const FIELD = sql.raw(`
    json_extract(f.value, '$.value') AS value,
    json_extract(f.value, '$.confidence') AS confidence,
    json_extract(f.value, '$.state') AS state,
    json_extract(f.value, '$.readings[0].reader') AS reader,
    json_extract(f.value, '$.readings[0].text') AS text,
    json_extract(f.value, '$.readings[0].page') AS page,
    json_extract(f.value, '$.readings[0].box.x') AS x,
    json_extract(f.value, '$.readings[0].box.y') AS y,
    json_extract(f.value, '$.readings[0].box.w') AS w,
    json_extract(f.value, '$.readings[0].box.h') AS h`);

/** Columns of a row of a group: exact text for words and codes, numbers for what one adds up. */
function columns(texts: Readonly<Record<string, string>>, numbers: Readonly<Record<string, string>>) {
  const value = (field: string) => `json_extract(row.value, '$.${field}.value')`;
  return sql.raw(
    [
      ...Object.entries(texts).map(([name, field]) => `${value(field)} AS ${name}`),
      ...Object.entries(numbers).map(([name, field]) => `CAST(${value(field)} AS NUMERIC) AS ${name}`),
    ].join(', '),
  );
}

/**
 * Creates the views of the records' JSON; `keys` are the columns of `records r` that say whose a row is, `kinds` whether
 * records know what their documents are.
 */
export async function createViews(
  db: Migratable,
  keys: string,
  { kinds = false }: { readonly kinds?: boolean } = {},
): Promise<void> {
  const key = sql.raw(keys);
  // a row of one key and its value has the form of a field's
  const kind = kinds
    ? sql`SELECT ${key}, f.key AS field, ${FIELD} FROM records r, json_each(r.json) f WHERE f.key = 'kind'
    UNION ALL`
    : sql``;
  await sql`CREATE VIEW evidence AS
    ${kind}
    SELECT ${key}, f.key AS field, ${FIELD} FROM records r, json_each(r.json, '$.header') f
    UNION ALL
    SELECT ${key}, p.key || '.' || f.key, ${FIELD} FROM records r, json_each(r.json, '$.parties') p, json_each(p.value) f
    UNION ALL
    SELECT ${key}, 'totals.' || f.key, ${FIELD} FROM records r, json_each(r.json, '$.totals') f
    UNION ALL
    SELECT ${key}, g.key || '[' || (row.key + 1) || '].' || f.key, ${FIELD}
      FROM records r, json_each(r.json) g, json_each(g.value) row, json_each(row.value) f
      WHERE g.key IN ('accounts', 'precedingInvoices', 'taxes', 'allowances', 'charges', 'lines')`.execute(db);
  await sql`CREATE VIEW lines AS
    SELECT ${key}, row.key + 1 AS line, ${columns(
      {
        position: 'position',
        description: 'description',
        article_number: 'articleNumber',
        unit: 'unit',
        tax_category: 'taxCategory',
        period_start: 'periodStart',
        period_end: 'periodEnd',
      },
      { quantity: 'quantity', unit_price: 'unitPrice', tax_rate: 'taxRate', net: 'net', gross: 'gross' },
    )}, r.currency FROM records r, json_each(r.json, '$.lines') row`.execute(db);
  await sql`CREATE VIEW taxes AS
    SELECT ${key}, row.key + 1 AS line, ${columns(
      { category: 'category', reason: 'reason' },
      { rate: 'rate', basis: 'basis', amount: 'amount' },
    )}, r.currency FROM records r, json_each(r.json, '$.taxes') row`.execute(db);
}
