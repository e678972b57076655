import { type FieldKind, type FieldSpec, keysOf, ROW_FIELDS, type RowField, type RowGroup } from '../../core/fields.ts';
import { textKey, valueKey } from '../../core/normal.ts';
import type { Reading, Readings, Row } from '../../core/reading.ts';
import type { Field } from '../../core/record.ts';
import { toField } from './field.ts';
import type { Locate } from './locate.ts';
import { weigh } from './support.ts';

/** A row of a record: the fields of one line, tax rate or account. */
export type FieldRow<G extends RowGroup> = { [F in RowField<G>]?: Field | undefined };

/**
 * Joins the rows that the readers saw. The first reader with rows of a group sets them (readers come in order of
 * trust); rows of the others that are the same row add their evidence.
 */
export function fuseRows<G extends RowGroup>(
  group: G,
  all: readonly Readings[],
  locate: Locate,
): readonly FieldRow<G>[] {
  const sets = all.flatMap(({ rows }) => {
    const own = rows[group];
    return own === undefined || own.length === 0 ? [] : [own];
  });
  const [base, ...others] = sets as (readonly Row<G>[])[];
  if (base === undefined) return [];
  const pairs = others.map((rows) => pair(group, base, rows));
  return base.map((row, i) =>
    fuseRow(
      group,
      row,
      pairs.flatMap((found) => found.get(i) ?? []),
      locate,
    ),
  );
}

function fuseRow<G extends RowGroup>(group: G, row: Row<G>, others: readonly Row<G>[], locate: Locate): FieldRow<G> {
  const specs: Readonly<Record<string, FieldSpec>> = ROW_FIELDS[group];
  const fields: FieldRow<G> = {};
  for (const name of keysOf(ROW_FIELDS[group]) as RowField<G>[]) {
    const own: Reading | undefined = row[name];
    const readings: Reading[] = [own, ...others.map((other): Reading | undefined => other[name])].filter(
      (r) => r !== undefined,
    );
    const kind: FieldKind = specs[name as string]?.kind ?? 'text';
    const choices = weigh(kind, readings);
    // What the row's own reader says stands: rows were paired by it.
    const chosen = choices.find((choice) => own !== undefined && choice.readings.includes(own)) ?? choices[0];
    if (chosen === undefined) continue;
    const placed =
      own !== undefined && own.box === null ? place(kind, chosen.value, chosen.readings, locate) : chosen.readings;
    fields[name] = toField(
      { ...chosen, readings: placed },
      choices.filter((choice) => choice !== chosen),
    );
  }
  return fields;
}

/** Adds where a value from XML is printed. Amounts and numbers are too common on a page to be told apart that way. */
function place(kind: FieldKind, value: string, readings: readonly Reading[], locate: Locate): readonly Reading[] {
  if (readings.some((reading) => reading.box !== null) || (kind !== 'text' && kind !== 'id')) return readings;
  const found = locate(kind, value);
  return found === null ? readings : [...readings, { ...found, value, reader: 'words', path: null, score: 0.5 }];
}

/** For each row of `base`, by index, the row of `rows` that is the same one. Every row is paired once. */
function pair<G extends RowGroup>(
  group: G,
  base: readonly Row<G>[],
  rows: readonly Row<G>[],
): ReadonlyMap<number, Row<G>> {
  const left = new Set(rows);
  const found = new Map<number, Row<G>>();
  const alike = ALIKE[group] as (a: Row<G>, b: Row<G>) => number;
  for (const [i, row] of base.entries()) {
    let best = 0;
    let match: Row<G> | null = null;
    for (const other of left) {
      const likeness = alike(row, other);
      if (likeness > best) {
        best = likeness;
        match = other;
      }
      // Rows come in the page's order, so the first sure match is the right one, and long tables stay linear.
      if (likeness >= SURE) break;
    }
    if (match === null) continue;
    found.set(i, match);
    left.delete(match);
  }
  return found;
}

const SURE = 2;

/** How alike two rows of a group are; 0 means that they are not the same row. */
const ALIKE: { readonly [G in RowGroup]: (a: Row<G>, b: Row<G>) => number } = {
  accounts: (a, b) => (same('id', a.iban, b.iban) || same('id', a.account, b.account) ? SURE : 0),
  precedingInvoices: (a, b) => (same('id', a.number, b.number) ? SURE : 0),
  taxes: (a, b) => (same('decimal', a.rate, b.rate) ? 1 + Number(same('amount', a.amount, b.amount)) : 0),
  allowances: (a, b) => (same('amount', a.amount, b.amount) ? SURE : 0),
  charges: (a, b) => (same('amount', a.amount, b.amount) ? SURE : 0),
  lines: (a, b) => (same('amount', a.net, b.net) ? 1 + Number(shareWords(a.description, b.description)) : 0),
};

function same(kind: FieldKind, a: Reading | undefined, b: Reading | undefined): boolean {
  return a !== undefined && b !== undefined && valueKey(kind, a.value) === valueKey(kind, b.value);
}

function shareWords(a: Reading | undefined, b: Reading | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const words = new Set(textKey(a.value).split(' '));
  return textKey(b.value)
    .split(' ')
    .some((word) => word.length > 2 && words.has(word));
}
