import { checkSums, type SumCheck } from '../../core/checks.ts';
import {
  HEADER_FIELDS,
  keysOf,
  PARTY_FIELDS,
  PARTY_ROLES,
  type RowGroup,
  type ScalarPath,
  TOTAL_FIELDS,
} from '../../core/fields.ts';
import type { OpenedDocument } from '../../core/page.ts';
import type { Readings } from '../../core/reading.ts';
import type { Check, Field, InvoiceRecord, Reason } from '../../core/record.ts';
import { everyField, fieldsByPath, isOnePrint, markConflicts } from './binding.ts';
import { type Assessed, assess, probability } from './confidence.ts';
import { checkDates } from './dates.ts';
import { toField } from './field.ts';
import { figuresOf, netOf } from './figures.ts';
import { checkIdentifiers } from './identifiers.ts';
import { decideKind, withoutType } from './kind.ts';
import { printedOn } from './locate.ts';
import { type FieldRow, fuseRows } from './rows.ts';
import { type Choices, choicesOf, type Decision, decideScalars } from './scalars.ts';
import { keepsAll, NOTHING_SETTLED, type Settled } from './settled.ts';
import type { Surroundings } from './totals.ts';
import { reason, reasonsOf, verdictOf } from './verdict.ts';

/** What there was to choose from and what was chosen, before anything is checked. */
export interface Decided {
  readonly rows: { readonly [G in RowGroup]: readonly FieldRow<G>[] };
  readonly around: Surroundings;
  readonly choices: Choices;
  readonly decisions: ReadonlyMap<ScalarPath, Decision>;
}

/** Joins the rows that the readers saw, and chooses every scalar field; what is `settled` keeps its value. */
export function decide(
  document: OpenedDocument,
  all: readonly Readings[],
  settled: Settled = NOTHING_SETTLED,
): Decided {
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
  const choices = choicesOf(all, around.onlyTax, locate);
  const decisions = decideScalars(choices, around, settled);
  if (keepsAll(decisions, settled)) return { rows, around, choices, decisions };
  // What is chosen jointly was chosen against something settled: the model has no say in it then.
  const others = choicesOf(all.map(withoutBound), around.onlyTax, locate);
  return { rows, around, choices: others, decisions: decideScalars(others, around, settled) };
}

/** What the model reads, without the fields that are chosen together with others. */
function withoutBound(readings: Readings): Readings {
  if (readings.reader !== 'model') return readings;
  const free = Object.entries(readings.scalars).filter(
    ([path]) => !path.startsWith('totals.') && !path.endsWith('Date'),
  );
  return { ...readings, scalars: Object.fromEntries(free) };
}

/**
 * Turns what the readers saw into one record: fields chosen jointly under the sums, every value with its evidence,
 * every check with its numbers, and a verdict with its reasons. Readers come in order of trust. `observe` is shown what
 * the probabilities rest on; `settled` is what the model cannot change.
 */
export async function fuse(
  document: OpenedDocument,
  all: readonly Readings[],
  observe?: (assessed: readonly Assessed[]) => void,
  settled: Settled = NOTHING_SETTLED,
): Promise<InvoiceRecord> {
  const { rows, around, decisions: decided } = decide(document, all, settled);
  const kind = decideKind(document, all, {
    typeCode: decided.get('typeCode')?.chosen.readings[0],
    gross: decided.get('totals.gross')?.chosen.value,
  });
  const decisions = withoutType(decided, kind);
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

  const fields = { header, parties, totals, ...rows };
  const at = fieldsByPath(fields);
  const sums = checkSums(figuresOf(totals, rows, around)).filter((check) => !(check.passed && isOnePrint(check, at)));
  const ids = await checkIdentifiers(rows.accounts, parties);
  const dates = checkDates(header);
  const checks = [...sums, ...ids, ...dates];
  markConflicts(checks, at);
  const assessed = assess(everyField(fields), checks, at);
  observe?.(assessed);
  for (const one of assessed) one.field.confidence = Math.round(probability(one) * 1000) / 1000;
  const pages = document.pages.map(({ words, ...page }) => ({ ...page, words: words.length }));
  const lines = [...rows.lines];
  const findings = all.flatMap((readings) => readings.findings);
  // A sum that the e-invoice itself breaks has been said already, with the rule and as an error.
  const said = new Set(findings.flatMap(({ rule }) => rule ?? []));
  const failed = checks.filter(({ passed, rule }) => !passed && !said.has(rule));
  const reasons: Reason[] = [
    ...reasonsOf(decisions, { kind, totals, lines, pages }, checks, findings, at),
    // Sums of what is no invoice are nobody's business.
    ...(kind.isOther ? [] : failed.map(({ code, message, fields }) => reason(code, message, fields))),
  ];
  const record: InvoiceRecord = {
    schema: 1,
    pages,
    readers: all.map(({ reader }) => reader),
    eInvoice: all.find(({ eInvoice }) => eInvoice !== undefined)?.eInvoice ?? null,
    kind: kind.field,
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
  return record;
}

function fieldOf({ chosen, choices, against }: Decision): Field {
  const field = toField(chosen, choices);
  return against === null ? field : { ...field, state: 'conflicting' };
}

function named<K extends string>(name: K, field: Field | undefined): readonly (readonly [K, Field])[] {
  return field === undefined ? [] : [[name, field]];
}

/** The values when none of them is missing, else nothing: a sum over some of them says nothing. */
function complete(values: readonly (string | undefined)[]): readonly string[] {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : [];
}

function stored({ code, rule, passed, message }: SumCheck): Check {
  return { code, ...(rule !== '' && { rule }), passed, message };
}
