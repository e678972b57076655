import { checkSums, type Figures, type SumCheck } from '../../core/checks.ts';
import { HEADER_FIELDS, keysOf, PARTY_FIELDS, PARTY_ROLES, type ScalarPath, TOTAL_FIELDS } from '../../core/fields.ts';
import type { OpenedDocument } from '../../core/page.ts';
import type { Readings } from '../../core/reading.ts';
import type { Check, Field, InvoiceRecord, Reason } from '../../core/record.ts';
import { toField } from './field.ts';
import { ibanHolds, vatIdHolds } from './identifiers.ts';
import { printedOn } from './locate.ts';
import { type FieldRow, fuseRows } from './rows.ts';
import { type Decision, decideScalars } from './scalars.ts';
import { isAtSamePlace } from './support.ts';
import { reason, reasonsOf, verdictOf } from './verdict.ts';

/**
 * Turns what the readers saw into one record: fields chosen jointly under the sums, every value with its evidence,
 * every check with its numbers, and a verdict with its reasons. Readers come in order of trust.
 */
export async function fuse(document: OpenedDocument, all: readonly Readings[]): Promise<InvoiceRecord> {
  const locate = printedOn(document.pages);
  const rows = {
    accounts: fuseRows('accounts', all, locate),
    precedingInvoices: fuseRows('precedingInvoices', all, locate),
    taxes: fuseRows('taxes', all, locate),
    allowances: fuseRows('allowances', all, locate),
    charges: fuseRows('charges', all, locate),
    lines: fuseRows('lines', all, locate),
  };
  const ofDocument = (adjustments: readonly FieldRow<'allowances' | 'charges'>[]) =>
    adjustments.flatMap(({ line, amount }) => (line === undefined && amount !== undefined ? [amount.value] : []));
  const around = {
    lineNets: complete(rows.lines.map(netOf)),
    taxAmounts: complete(rows.taxes.map(({ amount }) => amount?.value)),
    onlyTax: rows.taxes.length === 1 ? (rows.taxes[0]?.amount?.readings[0] ?? null) : null,
    allowances: ofDocument(rows.allowances),
    charges: ofDocument(rows.charges),
  };
  const decisions = decideScalars(all, around, locate);
  const scalar = (path: ScalarPath): Field | undefined => {
    const decision = decisions.get(path);
    return decision === undefined ? undefined : fieldOf(decision);
  };
  const group = <K extends string>(names: readonly K[], path: (name: K) => ScalarPath) =>
    Object.fromEntries(names.flatMap((name) => named(name, scalar(path(name))))) as { [N in K]?: Field | undefined };

  const header = group(keysOf(HEADER_FIELDS), (name) => name);
  const totals = group(keysOf(TOTAL_FIELDS), (name) => `totals.${name}`);
  const parties = Object.fromEntries(
    PARTY_ROLES.map((role) => [role, group(keysOf(PARTY_FIELDS), (name) => `${role}.${name}`)]),
  ) as InvoiceRecord['parties'];

  const at = fieldsByPath({ header, parties, totals, ...rows });
  const sums = checkSums(figuresOf(totals, rows, around)).filter((check) => !(check.passed && isOnePrint(check, at)));
  const ids = await checkIdentifiers(rows.accounts, parties);
  const dates = checkDates(header);
  const checks = [...sums, ...ids, ...dates];
  const pages = document.pages.map(({ words, ...page }) => ({ ...page, words: words.length }));
  const lines = [...rows.lines];
  const findings = all.flatMap((readings) => readings.findings);
  // A sum that the e-invoice itself breaks has been said already, with the rule and as an error.
  const said = new Set(findings.flatMap(({ rule }) => rule ?? []));
  const failed = checks.filter(({ passed, rule }) => !passed && !said.has(rule));
  const reasons: Reason[] = [
    ...reasonsOf(decisions, { totals, lines, pages }, checks, findings),
    ...failed.map(({ code, message, fields }) => reason(code, message, fields)),
  ];
  const record: InvoiceRecord = {
    schema: 1,
    pages,
    readers: all.map(({ reader }) => reader),
    eInvoice: all.find(({ eInvoice }) => eInvoice !== undefined)?.eInvoice ?? null,
    header,
    parties,
    totals,
    accounts: [...rows.accounts],
    precedingInvoices: [...rows.precedingInvoices],
    taxes: [...rows.taxes],
    allowances: [...rows.allowances],
    charges: [...rows.charges],
    lines,
    checks: checks.map(stored),
    verdict: verdictOf(reasons),
    reasons,
    problems: document.problems.map((problem) => ({ ...problem })),
  };
  weighChecks(checks, at);
  return record;
}

function fieldOf({ chosen, choices, against }: Decision): Field {
  const field = toField(chosen, choices);
  return against === null ? field : { ...field, state: 'conflicting' };
}

function named<K extends string>(name: K, field: Field | undefined): readonly (readonly [K, Field])[] {
  return field === undefined ? [] : [[name, field]];
}

/** A line of an XML invoice without an amount is a remark or a heading, and counts as nothing. On a page it is a gap. */
function netOf(line: FieldRow<'lines'>): string | undefined {
  const fromXml = Object.values(line).some((field) => field?.readings.some(({ reader }) => reader === 'xml'));
  return line.net?.value ?? (fromXml ? '0' : undefined);
}

/** The values when none of them is missing, else nothing: a sum over some of them says nothing. */
function complete(values: readonly (string | undefined)[]): readonly string[] {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : [];
}

interface Rows {
  readonly accounts: readonly FieldRow<'accounts'>[];
  readonly taxes: readonly FieldRow<'taxes'>[];
  readonly allowances: readonly FieldRow<'allowances'>[];
  readonly charges: readonly FieldRow<'charges'>[];
  readonly lines: readonly FieldRow<'lines'>[];
}

function figuresOf(
  totals: InvoiceRecord['totals'],
  rows: Rows,
  around: Pick<Figures, 'allowances' | 'charges'>,
): Figures {
  const ofLine = (adjustments: readonly FieldRow<'allowances' | 'charges'>[], line: number) =>
    adjustments.flatMap((row) =>
      row.line?.value === String(line) && row.amount !== undefined ? [row.amount.value] : [],
    );
  return {
    totals: Object.fromEntries(Object.entries(totals).map(([name, field]) => [name, field?.value])),
    lines: rows.lines.map((line, i) => ({
      quantity: line.quantity?.value,
      unitPrice: line.unitPrice?.value,
      priceBasis: line.priceBasis?.value,
      net: netOf(line),
      allowances: ofLine(rows.allowances, i + 1),
      charges: ofLine(rows.charges, i + 1),
    })),
    taxes: rows.taxes.map(({ rate, basis, amount }) => ({
      rate: rate?.value,
      basis: basis?.value,
      amount: amount?.value,
    })),
    allowances: around.allowances,
    charges: around.charges,
  };
}

async function checkIdentifiers(
  accounts: Rows['accounts'],
  parties: InvoiceRecord['parties'],
): Promise<readonly SumCheck[]> {
  const checks: SumCheck[] = [];
  for (const [i, { iban }] of accounts.entries()) {
    if (iban === undefined) continue;
    const passed = ibanHolds(iban.value);
    checks.push({
      code: 'IBAN_CHECKSUM',
      rule: 'ISO 13616',
      passed,
      message: `IBAN ${iban.value}${wrong(passed)}`,
      fields: [`accounts[${i}].iban`],
    });
  }
  for (const role of PARTY_ROLES) {
    const vatId = parties[role].vatId;
    const passed = vatId === undefined ? null : await vatIdHolds(vatId.value);
    if (vatId === undefined || passed === null) continue;
    checks.push({
      code: 'VAT_ID_CHECKSUM',
      rule: '',
      passed,
      message: `VAT id ${vatId.value}${wrong(passed)}`,
      fields: [`${role}.vatId`],
    });
  }
  return checks;
}

const wrong = (passed: boolean): string => (passed ? '' : ' has wrong check digits');

function checkDates({ issueDate, dueDate }: InvoiceRecord['header']): readonly SumCheck[] {
  if (issueDate === undefined || dueDate === undefined) return [];
  const passed = dueDate.value >= issueDate.value;
  const message = `due ${dueDate.value} ${passed ? 'not before' : 'is before'} issue ${issueDate.value}`;
  return [{ code: 'DUE_BEFORE_ISSUE', rule: '', passed, message, fields: ['issueDate', 'dueDate'] }];
}

function stored({ code, rule, passed, message }: SumCheck): Check {
  return { code, ...(rule !== '' && { rule }), passed, message };
}

/** A check that holds takes away half of the doubt in the fields that it binds; one that fails marks them. */
function weighChecks(checks: readonly SumCheck[], fields: FieldsAt): void {
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

/** Whether all that a check compares is one print, read under two names: it agrees with itself, which shows nothing. */
function isOnePrint({ fields }: SumCheck, at: FieldsAt): boolean {
  const readings = fields.flatMap(at).flatMap(({ readings }) => readings[0] ?? []);
  const [first, ...rest] = readings;
  return first !== undefined && rest.length > 0 && rest.every((reading) => isAtSamePlace(first, reading));
}

type FieldsAt = (path: string) => readonly Field[];

/** The field at a path (`totals.net`, `seller.vatId`, `accounts[0].iban`), or every amount of a group (`lines`). */
function fieldsByPath(record: Pick<InvoiceRecord, 'header' | 'parties' | 'totals'> & Rows): FieldsAt {
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
