import type { SumCheck } from '../../core/checks.ts';
import {
  type HEADER_FIELDS,
  keysOf,
  type PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  type RowGroup,
} from '../../core/fields.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';
import type { Rows } from './figures.ts';
import { isAtSamePlace } from './support.ts';

/** The fields at a path that a check names. */
export type FieldsAt = (path: string) => readonly Field[];

/** The field at a path (`totals.net`, `seller.vatId`, `accounts[0].iban`), or every amount of a group (`lines`). */
export function fieldsByPath(record: Pick<InvoiceRecord, 'header' | 'parties' | 'totals'> & Rows): FieldsAt {
  return (path) => {
    const [, name = path, index, member] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(path) ?? [];
    if (name === 'totals') return given([record.totals[member as keyof typeof record.totals]]);
    const role = PARTY_ROLES.find((r) => r === name);
    if (role !== undefined) return given([record.parties[role][member as keyof typeof PARTY_FIELDS]]);
    if (name === 'accounts') return given([record.accounts[Number(index)]?.iban]);
    if (name === 'lines') {
      const lines = index === undefined ? record.lines : record.lines.slice(Number(index), Number(index) + 1);
      return given(lines.map((line) => line.net));
    }
    if (name === 'taxes') {
      const rows = index === undefined ? record.taxes : record.taxes.slice(Number(index), Number(index) + 1);
      return given(rows.map((row) => row.amount));
    }
    return given([record.header[name as keyof typeof HEADER_FIELDS]]);
  };
}

const given = (fields: readonly (Field | undefined)[]) => fields.filter((field) => field !== undefined);

/** Whether all that a check compares is one print, read under two names: it agrees with itself, which shows nothing. */
export function isOnePrint({ fields }: SumCheck, at: FieldsAt): boolean {
  const readings = fields.flatMap(at).flatMap(({ readings }) => readings[0] ?? []);
  const [first, ...rest] = readings;
  return first !== undefined && rest.length > 0 && rest.every((reading) => isAtSamePlace(first, reading));
}

/** A field of a record, its path, and the fields on whose checks its value rests: itself, or the figure of its row. */
export interface FieldAt {
  readonly path: string;
  readonly field: Field;
  readonly bound: readonly Field[];
}

/** The fields of a record, before it is one. */
type Fields = Pick<InvoiceRecord, 'header' | 'parties' | 'totals'> & {
  readonly [G in RowGroup]: readonly Readonly<Record<string, Field | undefined>>[];
};

/** Every field of a record. */
export function everyField(record: Fields): readonly FieldAt[] {
  const scalars = [
    ['', record.header] as const,
    ...PARTY_ROLES.map((role) => [`${role}.`, record.parties[role]] as const),
    ['totals.', record.totals] as const,
  ].flatMap(([prefix, fields]) => present(prefix, fields).map((at) => ({ ...at, bound: [at.field] })));
  const rows = keysOf(ROW_FIELDS).flatMap((group) =>
    record[group].flatMap((row, i) => {
      const fields = present(`${group}[${i}].`, row);
      // Sums bind a row by its figure; what else stands in the row was read with it.
      const figures = fields.filter(({ path }) => FIGURE.test(path)).map(({ field }) => field);
      return fields.map((at) => ({ ...at, bound: figures }));
    }),
  );
  return [...scalars, ...rows];
}

const FIGURE = /\.(?:net|amount|iban)$/;

function present(prefix: string, fields: Readonly<Record<string, Field | undefined>>) {
  return Object.entries(fields).flatMap(([name, field]) =>
    field === undefined ? [] : [{ path: `${prefix}${name}`, field }],
  );
}

/** Marks the fields that a failed check speaks against. */
export function markConflicts(checks: readonly SumCheck[], fields: FieldsAt): void {
  for (const { passed, fields: paths } of checks) {
    if (passed) continue;
    for (const field of paths.flatMap(fields)) field.state = 'conflicting';
  }
}
