import type { SumCheck } from '../../core/checks.ts';
import { type HEADER_FIELDS, type PARTY_FIELDS, PARTY_ROLES } from '../../core/fields.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';
import type { Rows } from './figures.ts';
import { isAtSamePlace } from './support.ts';

/** The fields at a path that a check names. */
export type FieldsAt = (path: string) => readonly Field[];

/** The field at a path (`totals.net`, `seller.vatId`, `accounts[0].iban`), or every amount of a group (`lines`). */
export function fieldsByPath(record: Pick<InvoiceRecord, 'header' | 'parties' | 'totals'> & Rows): FieldsAt {
  const present = (fields: readonly (Field | undefined)[]) => fields.filter((field) => field !== undefined);
  return (path) => {
    const [, name = path, index, member] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(path) ?? [];
    if (name === 'totals') return present([record.totals[member as keyof typeof record.totals]]);
    const role = PARTY_ROLES.find((r) => r === name);
    if (role !== undefined) return present([record.parties[role][member as keyof typeof PARTY_FIELDS]]);
    if (name === 'accounts') return present([record.accounts[Number(index)]?.iban]);
    if (name === 'lines') {
      const lines = index === undefined ? record.lines : record.lines.slice(Number(index), Number(index) + 1);
      return present(lines.map((line) => line.net));
    }
    if (name === 'taxes') {
      const rows = index === undefined ? record.taxes : record.taxes.slice(Number(index), Number(index) + 1);
      return present(rows.map((row) => row.amount));
    }
    return present([record.header[name as keyof typeof HEADER_FIELDS]]);
  };
}

/** Whether all that a check compares is one print, read under two names: it agrees with itself, which shows nothing. */
export function isOnePrint({ fields }: SumCheck, at: FieldsAt): boolean {
  const readings = fields.flatMap(at).flatMap(({ readings }) => readings[0] ?? []);
  const [first, ...rest] = readings;
  return first !== undefined && rest.length > 0 && rest.every((reading) => isAtSamePlace(first, reading));
}

/** A check that holds takes away half of the doubt in the fields that it binds; one that fails marks them. */
export function weighChecks(checks: readonly SumCheck[], fields: FieldsAt): void {
  for (const { passed, fields: paths } of checks) {
    for (const path of paths) {
      for (const field of fields(path)) {
        if (passed) field.confidence = Math.round((1 - (1 - field.confidence) / 2) * 1000) / 1000;
        else {
          field.confidence = Math.round(field.confidence * 600) / 1000;
          field.state = 'conflicting';
        }
      }
    }
  }
}
