import type { SumCheck } from '../../core/checks.ts';
import type { ScalarPath } from '../../core/fields.ts';
import { KINDS } from '../../core/kinds.ts';
import type { Finding } from '../../core/reading.ts';
import { REASONS, type ReasonCode } from '../../core/reasons.ts';
import type { InvoiceRecord, Reason, Verdict } from '../../core/record.ts';
import type { FieldsAt } from './binding.ts';
import { PROVES } from './confidence.ts';
import type { DecidedKind } from './kind.ts';
import { type Decision, isFromXml } from './scalars.ts';

/** A reason with its severity and rule from the table. */
export function reason(code: ReasonCode, message: string, fields?: readonly string[]): Reason {
  const { severity, rule } = REASONS[code];
  return {
    code,
    message,
    severity,
    ...(rule !== null && { rule }),
    ...(fields !== undefined && { fields: [...fields] }),
  };
}

/** The worst of the reasons decides: an error rejects, a warning asks for review; what is no invoice is neither. */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ severity }) => severity === 'error')) return 'reject';
  if (reasons.some(({ severity }) => severity === 'warning')) return 'review';
  return reasons.some(({ code }) => code === 'NOT_AN_INVOICE') ? 'other' : 'approve';
}

/** What every invoice needs, by the name that people use. */
const NEEDED: readonly (readonly [ScalarPath, string])[] = [
  ['number', 'the number'],
  ['issueDate', 'the date of issue'],
  ['seller.name', "the seller's name"],
  ['currency', 'the currency'],
];

/** What a booking rests on beside it. Whoever approves a document unseen trusts all of these. */
const KEY: readonly (readonly [string, string])[] = [
  ...NEEDED,
  ['typeCode', 'the type'],
  ['dueDate', 'the due date'],
  ['seller.vatId', "the seller's VAT number"],
  ['totals.net', 'the net total'],
  ['totals.tax', 'the tax'],
  ['totals.gross', 'the gross total'],
  ['totals.due', 'the amount due'],
  ['accounts[0].iban', 'the account'],
];
/**
 * Of the documents whose key values are all at least this probable, 99 of 100 have no wrong one among them:
 * scripts/fit-confidence.ts shows it on issuers that the probabilities were not fitted on.
 */
const SURE = 0.95;
/** Two choices closer than this are a draw. */
const DRAW = 0.1;
/** A choice below this is no rival. */
const RIVAL = 0.5;

/** What was not found, what was found twice, and where the page and its XML part ways. */
export function reasonsOf(
  decisions: ReadonlyMap<ScalarPath, Decision>,
  record: Pick<InvoiceRecord, 'totals' | 'lines' | 'pages'> & { readonly kind: DecidedKind },
  checks: readonly SumCheck[],
  findings: readonly Finding[],
  at: FieldsAt,
): readonly Reason[] {
  const reasons: Reason[] = findings.map(({ fields, rule, ...rest }) => ({
    ...rest,
    ...(rule !== undefined && { rule }),
    ...(fields !== undefined && { fields: [...fields] }),
  }));
  const { totals, kind } = record;
  const unread = record.pages.flatMap(({ number, textLayer, ocr }) =>
    textLayer === 'good' || ocr !== null ? [] : [reason('PAGE_UNREAD', PAGE_WORDS[textLayer](number))],
  );
  if (kind.isOther) return [...reasons, reason('NOT_AN_INVOICE', `it is ${saidOf(kind)}`, ['kind']), ...unread];
  if (kind.isUnsure) {
    const sure = (Math.floor(kind.field.confidence * 100) / 100).toFixed(2);
    reasons.push(reason('UNSURE_KIND', `it may be ${saidOf(kind)} (${sure})`, ['kind']));
  }
  for (const [path, about] of NEEDED) {
    if (!decisions.has(path)) reasons.push(reason('MISSING_FIELD', `${about} was not found`, [path]));
  }
  // What a check speaks against has a reason of its own.
  const unsure = KEY.flatMap(([path, about]) =>
    at(path).flatMap(({ value, confidence, state }) =>
      confidence < SURE && state !== 'conflicting'
        ? [{ path, says: `${about} ${value} (${(Math.floor(confidence * 100) / 100).toFixed(2)})` }]
        : [],
    ),
  );
  if (unsure.length > 0) {
    const message = `not sure enough: ${unsure.map(({ says }) => says).join(', ')}`;
    reasons.push(
      reason(
        'UNSURE_FIELD',
        message,
        unsure.map(({ path }) => path),
      ),
    );
  }
  for (const [path, { chosen, choices, against }] of decisions) {
    if (against !== null) {
      reasons.push(
        reason('XML_NE_PAGE', `the XML says ${chosen.value}, page ${against.page} prints "${against.text}"`, [path]),
      );
      continue;
    }
    // Totals that draw are settled by the sums; if no sum settles them, UNPROVEN_TOTAL says so.
    const settled = path.startsWith('totals.') || isFromXml(chosen);
    const rival = settled ? undefined : choices.find((choice) => choice !== chosen);
    if (
      rival !== undefined &&
      NEEDED.some(([needed]) => needed === path) &&
      rival.score >= RIVAL &&
      chosen.score - rival.score < DRAW
    ) {
      reasons.push(reason('READERS_DISAGREE', `${path} could also be ${rival.value}`, [path]));
    }
  }
  const name = (['gross', 'due', 'net'] as const).find((one) => totals[one] !== undefined) ?? 'gross';
  const total = totals[name];
  if (total === undefined) reasons.push(reason('UNPROVEN_TOTAL', 'the total was not found', ['totals.gross']));
  else if (!checks.some((check) => check.passed && proves(check) && check.fields.includes(`totals.${name}`))) {
    reasons.push(reason('UNPROVEN_TOTAL', `no sum supports the total ${total.value}`, [`totals.${name}`]));
  }
  return [...reasons, ...unread];
}

/** A kind with the plainest of what says so. */
function saidOf({ field }: DecidedKind): string {
  const [reading] = field.readings;
  if (field.value === 'other' || reading === undefined) return 'no invoice: nothing says that it is one';
  const { name } = KINDS[field.value];
  const named = `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  if (reading.text === '') return named;
  return `${named}: "${reading.text}"${reading.page === null ? '' : ` on page ${reading.page}`}`;
}

/** What is due proves nothing of a gross total that it equals; where it follows from net and tax, they bind it. */
const proves = ({ code, fields }: SumCheck): boolean =>
  PROVES.has(code) || (code === 'DUE_NE_GROSS_MINUS_PREPAID' && fields.includes('totals.net'));

const PAGE_WORDS = {
  missing: (page: number) => `page ${page} has no text layer`,
  garbage: (page: number) => `the text layer of page ${page} has no usable encoding`,
  hidden: (page: number) => `the text of page ${page} is invisible text over a picture`,
  partial: (page: number) => `pictures on page ${page} may hold more text`,
} as const;
