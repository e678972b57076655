import {
  type FieldSpec,
  HEADER_FIELDS,
  keysOf,
  PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  type RowGroup,
  SCALARS,
  type ScalarPath,
  TOTAL_FIELDS,
} from './fields.ts';
import type { Field, InvoiceRecord } from './record.ts';

/** One field of a record by its path: `number`, `seller.name`, `totals.gross`, or in a row `lines[2].net`. */
export type FieldPath =
  | { readonly kind: 'scalar'; readonly path: ScalarPath; readonly spec: FieldSpec }
  | {
      readonly kind: 'row';
      readonly path: string;
      readonly spec: FieldSpec;
      readonly group: RowGroup;
      /** 0 for the first row. */
      readonly index: number;
      readonly name: string;
    };

/** Members of a record whose names a path leaves out: `header.number` and `parties.seller.name` are understood too. */
const CONTAINERS = /^(?:record\.)?(?:header\.|parties\.)?/;

/** The field that a text names; `null` when it names none. */
export function parseFieldPath(text: string): FieldPath | null {
  const path = text.trim().replace(CONTAINERS, '');
  const scalar = [...SCALARS].find(([known]) => known === path);
  if (scalar !== undefined) return { kind: 'scalar', path: scalar[0], spec: scalar[1] };
  const [, group, index, name] = /^(\w+)\[(\d{1,6})\]\.(\w+)$/.exec(path) ?? [];
  const known = keysOf(ROW_FIELDS).find((one) => one === group);
  if (known === undefined || name === undefined) return null;
  const spec = rowSpecs(known).get(name);
  return spec === undefined ? null : { kind: 'row', path, spec, group: known, index: Number(index), name };
}

/** The field at a path, where the record has it. */
export function fieldAt(record: InvoiceRecord, path: FieldPath): Field | undefined {
  if (path.kind === 'row') {
    const row: Readonly<Record<string, Field | undefined>> = record[path.group][path.index] ?? {};
    return row[path.name];
  }
  const [first = '', member = ''] = path.path.split('.');
  const role = PARTY_ROLES.find((one) => one === first);
  const fields: Readonly<Record<string, Field | undefined>> =
    role !== undefined ? record.parties[role] : first === 'totals' ? record.totals : record.header;
  return fields[member === '' ? first : member];
}

/** A record with another field at a path, whether it had one there or not. A row that is not there stays so. */
export function withField(record: InvoiceRecord, path: FieldPath, field: Field): InvoiceRecord {
  if (path.kind === 'row') {
    const rows = record[path.group].map((row, i) => (i === path.index ? { ...row, [path.name]: field } : row));
    return { ...record, [path.group]: rows };
  }
  const [first = '', member = ''] = path.path.split('.');
  if (member === '') return { ...record, header: { ...record.header, [first]: field } };
  if (first === 'totals') return { ...record, totals: { ...record.totals, [member]: field } };
  const role = PARTY_ROLES.find((one) => one === first);
  if (role === undefined) return record;
  return { ...record, parties: { ...record.parties, [role]: { ...record.parties[role], [member]: field } } };
}

/** Every field that has a value, with its path, in the order in which records list them. */
export function fieldsOf(record: InvoiceRecord): readonly (readonly [path: string, field: Field])[] {
  const present = (fields: Readonly<Record<string, Field | undefined>>, prefix: string) =>
    Object.entries(fields).flatMap(([name, field]) =>
      field === undefined ? [] : [[`${prefix}${name}`, field] as const],
    );
  return [
    ...present(record.header, ''),
    ...PARTY_ROLES.flatMap((role) => present(record.parties[role], `${role}.`)),
    ...present(record.totals, 'totals.'),
    ...keysOf(ROW_FIELDS).flatMap((group) => record[group].flatMap((row, i) => present(row, `${group}[${i}].`))),
  ];
}

/** The paths that are like a text that names none, the nearest first; none where nothing is near. */
export function nearestPaths(text: string, count: number): readonly string[] {
  const wanted = text
    .replace(/[\s_-]+/g, '')
    .replace(CONTAINERS, '')
    .replace(/\[\d*\]?/, '')
    .toLowerCase();
  const index = /\[(\d+)/.exec(text)?.[1] ?? '0';
  const known = [
    ...keysOf(HEADER_FIELDS),
    ...keysOf(TOTAL_FIELDS).map((name) => `totals.${name}`),
    ...PARTY_ROLES.flatMap((role) => keysOf(PARTY_FIELDS).map((name) => `${role}.${name}`)),
    ...keysOf(ROW_FIELDS).flatMap((group) => [...rowSpecs(group).keys()].map((name) => `${group}[${index}].${name}`)),
  ];
  const likeness = (path: string) => {
    const whole = path.toLowerCase().replace(/\[\d+\]/, '');
    const last = lastOf(whole);
    // A part of a name, a name without what it belongs to or with a word more: that is what people type.
    if (last === wanted) return 0;
    const isPart = (wanted.length > 2 && whole.includes(wanted)) || (last.length > 3 && lastOf(wanted).includes(last));
    const part = isPart ? 1 : Number.POSITIVE_INFINITY;
    return Math.min(part, edits(wanted, whole), edits(wanted, last) + 0.5);
  };
  const ranked = known.map((path) => ({ path, likeness: likeness(path) })).sort((a, b) => a.likeness - b.likeness);
  // What is much less like it than the nearest, or is mostly something else, is no help.
  const limit = Math.min((ranked[0]?.likeness ?? 0) + 1.5, Math.max(1.5, wanted.length / 2));
  return ranked.slice(0, count).flatMap(({ path, likeness }) => (likeness <= limit ? [path] : []));
}

function rowSpecs(group: RowGroup): ReadonlyMap<string, FieldSpec> {
  return new Map<string, FieldSpec>(Object.entries(ROW_FIELDS[group]));
}

const lastOf = (path: string): string => path.split('.').at(-1) ?? path;

/** How many letters have to be changed, added or taken out to make one text the other (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((row[j] ?? 0) + (letter === b[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
