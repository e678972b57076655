import { type FieldPath, fieldAt, parseFieldPath } from '../../core/field-path.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { VlmMode } from '../../core/vision.ts';
import { ASKED, type AskedField } from './fields.ts';

/** What the model is to be asked: fields, and whether it is to read the table of line items. */
export interface Gaps {
  readonly fields: readonly AskedField[];
  readonly table: boolean;
}

const NOTHING: Gaps = { fields: [], table: false };

/** Sums that only a total, a net total and a tax together can make. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  UNPROVEN_TOTAL: ['totals.gross', 'totals.net', 'totals.tax'],
};

/**
 * What a record leaves open. `auto`: what its verdict sends to a person, so what was expected and not found, is
 * doubtful, or spoken against; a document that is approved, is none that is booked, or says it all in XML has no gaps.
 */
export function gapsOf(record: InvoiceRecord, mode: Exclude<VlmMode, 'off'>): Gaps {
  const sums = record.checks.some(({ code, passed }) => passed && OF_LINES.has(code));
  if (mode === 'always') return { fields: ASKED, table: !sums };
  if (record.verdict === 'approve' || record.verdict === 'other' || record.eInvoice !== null) return NOTHING;
  const open = new Set<string>();
  for (const { code, fields = [] } of record.reasons) {
    for (const path of fields) open.add(path);
    for (const path of PARTS[code] ?? []) if (isMissing(record, path)) open.add(path);
  }
  const fields = ASKED.filter(({ path }) => open.has(path) || isOpen(record, path));
  const failed = record.reasons.some(({ code }) => OF_LINES.has(code));
  return { fields, table: !sums && (failed || record.lines.length === 0) };
}

const OF_LINES: ReadonlySet<string> = new Set(['SUM_LINES_NE_NET', 'SUM_LINES_NE_LINE_TOTAL']);

function at(record: InvoiceRecord, path: string) {
  const parsed: FieldPath | null = parseFieldPath(path);
  return parsed === null ? undefined : fieldAt(record, parsed);
}

const isMissing = (record: InvoiceRecord, path: string): boolean => at(record, path) === undefined;

/** Whether a field has a value that nothing proves, or that something speaks against. */
function isOpen(record: InvoiceRecord, path: string): boolean {
  const field = at(record, path);
  return field !== undefined && field.state !== 'proven' && field.state !== 'corrected';
}
