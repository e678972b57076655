import {
  type FieldKind,
  type HEADER_FIELDS,
  type PartyField,
  type PartyRole,
  ROW_FIELDS,
  type RowField,
  type RowGroup,
  SCALARS,
  type ScalarPath,
} from '../../core/fields.ts';
import type { Finding, Reading, Readings, Row } from '../../core/reading.ts';
import { readingOf, type Source } from './values.ts';
import type { Element } from './xml.ts';

/**
 * What a document claims to be, as far as other rules and other elements follow from it.
 * - `en16931`: EN 16931 or a profile on top of it, with lines
 * - `basicwl`, `minimum`: the profiles of Factur-X without lines
 * - `zugferd1`: ZUGFeRD 1.0, older than the norm
 * - `pint`: Peppol's international model, with rules of each country
 * - `other`: another profile by name (older national ones)
 * - `none`: no profile is named
 */
export type Family = 'en16931' | 'basicwl' | 'minimum' | 'zugferd1' | 'pint' | 'other' | 'none';

/** What the rules need to know of a party beside its readings. */
export interface PartyFacts {
  /** The postal address group, where there is one. */
  readonly address: Element | undefined;
  readonly contact: Element | undefined;
  readonly endpoint: Element | undefined;
  /** Identifiers other than tax numbers. */
  readonly ids: readonly string[];
}

/** An allowance or charge: of a line, or of the whole document (`line` is `null`). */
export interface AllowanceCharge {
  readonly charge: boolean;
  readonly line: number | null;
  readonly row: Row<'allowances'> & Row<'charges'>;
  readonly reasonCode: string;
}

/** A line with what its row does not say. */
export interface Line {
  readonly row: Row<'lines'>;
  readonly element: Element;
  /** `false` for a heading, an explanation or a part of another line: its amount is not in the totals and not in the row. */
  readonly counts: boolean;
  /** Unit code of the price basis, where it names one. */
  readonly basisUnit: string;
}

/** One payment instruction (BG-16) with the groups that belong to it. */
export interface Payment {
  readonly code: string;
  /** Credit transfer (BG-17): account or `undefined`. */
  readonly account: Element | undefined;
  /** Payment card (BG-18). */
  readonly card: Element | undefined;
  /** Direct debit (BG-19): mandate, creditor or debited account. */
  readonly debit: boolean;
  readonly debited: string;
}

/** A CII or UBL invoice, read: the same form for both, for the readings and for the rules. */
export interface Invoice {
  readonly syntax: 'CII' | 'UBL';
  readonly family: Family;
  /** Specification identifier (BT-24). */
  readonly profile: string | null;
  /** Business process (BT-23). */
  readonly process: string;
  readonly root: Element;
  readonly scalars: { readonly [P in ScalarPath]?: readonly Reading[] };
  readonly lines: readonly Line[];
  readonly allowanceCharges: readonly AllowanceCharge[];
  readonly taxes: readonly Row<'taxes'>[];
  readonly accounts: readonly Row<'accounts'>[];
  readonly precedingInvoices: readonly Row<'precedingInvoices'>[];
  readonly parties: { readonly [R in PartyRole]?: PartyFacts };
  readonly payments: readonly Payment[];
  /** Number of notes on the document as a whole. */
  readonly notes: number;
  /** Value that no reading came of, since it is no date or number. */
  readonly unread: readonly Finding[];
}

/** Collects readings while a syntax is walked. */
export interface Collector {
  readonly scalars: { [P in ScalarPath]?: Reading[] };
  readonly unread: Finding[];
}

export function collector(): Collector {
  return { scalars: {}, unread: [] };
}

/** Adds a reading of a scalar. One that follows another is a further candidate and scores less. */
export function put(to: Collector, path: ScalarPath, source: Source | undefined, score?: number): void {
  if (source === undefined) return;
  const reading = read(to, SCALARS.get(path)?.kind ?? 'text', path, source, score);
  if (reading === null) return;
  const known = to.scalars[path];
  if (known === undefined) to.scalars[path] = [reading];
  else if (known.every((k) => k.value !== reading.value))
    known.push({ ...reading, score: Math.min(reading.score, 0.5) });
}

/** Adds the readings of a party's fields. */
export function putParty(
  to: Collector,
  role: PartyRole,
  fields: { readonly [F in PartyField]?: Source | undefined },
): void {
  for (const [name, source] of Object.entries(fields)) put(to, `${role}.${name as PartyField}`, source);
}

/** Makes one row of a group from where its fields stand. */
export function rowOf<G extends RowGroup>(
  to: Collector,
  group: G,
  fields: { readonly [F in RowField<G>]?: Source | undefined },
): Row<G> {
  const specs: Readonly<Record<string, { readonly kind: FieldKind }>> = ROW_FIELDS[group];
  const row: Record<string, Reading> = {};
  for (const [name, source] of Object.entries(fields) as [string, Source | undefined][]) {
    if (source === undefined) continue;
    const reading = read(to, specs[name]?.kind ?? 'text', `${group}.${name}`, source);
    if (reading !== null) row[name] = reading;
  }
  return row as Row<G>;
}

function read(to: Collector, kind: FieldKind, path: string, source: Source, score?: number): Reading | null {
  const reading = readingOf(kind, source, score);
  if (reading === null) {
    const what = kind === 'date' ? 'day' : 'number';
    // UN/EDIFACT 2379 knows weeks and months: right, but no date.
    const coarse = /^6\d\d$/.test(source.element.attributes.format ?? '');
    to.unread.push({
      code: 'XML_VALUE',
      severity: coarse ? 'info' : 'warning',
      message: `"${source.text.slice(0, 40)}" for ${path} is no ${what}.`,
      fields: [path],
    });
  }
  return reading;
}

/** The value of a scalar's best reading. */
export function value(invoice: Pick<Invoice, 'scalars'>, path: ScalarPath): string | undefined {
  return invoice.scalars[path]?.[0]?.value;
}

/** What the document says, in the form that all readers share. */
export function toReadings(invoice: Invoice, findings: readonly Finding[]): Readings {
  const rows = (charge: boolean) => invoice.allowanceCharges.filter((a) => a.charge === charge).map((a) => a.row);
  return {
    reader: 'xml',
    scalars: invoice.scalars,
    rows: {
      accounts: invoice.accounts,
      precedingInvoices: invoice.precedingInvoices,
      taxes: invoice.taxes,
      allowances: rows(false),
      charges: rows(true),
      lines: invoice.lines.map((line) => line.row),
    },
    findings: [...invoice.unread, ...findings],
  };
}

/** Whether a name is a header field; a compile-time help for tables of paths. */
export type HeaderSources = { readonly [F in keyof typeof HEADER_FIELDS]?: Source | undefined };

/** Adds the readings of header fields. */
export function putHeader(to: Collector, fields: HeaderSources): void {
  for (const [name, source] of Object.entries(fields)) put(to, name as keyof typeof HEADER_FIELDS, source);
}
