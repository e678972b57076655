import { z } from 'zod';
import {
  type FieldSpec,
  HEADER_FIELDS,
  keysOf,
  PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  TOTAL_FIELDS,
} from './fields.ts';
import { KINDS, type Kind } from './kinds.ts';
import { READERS } from './reading.ts';

const BoxSchema = z
  .object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })
  .meta({ id: 'Box', description: 'points (1/72 inch) from the top left corner of the page as a person sees it' });

const ReadingSchema = z
  .object({
    value: z.string(),
    text: z.string().describe('what is printed, to the letter'),
    reader: z.enum(READERS),
    page: z.int().positive().nullable().describe('page of the box, 1 for the first; null when read from XML'),
    box: BoxSchema.nullable(),
    path: z.string().nullable().describe('path of the element in the XML'),
    score: z.number().min(0).max(1).describe("the reader's own opinion"),
    print: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('how sure OCR is of the least sure word it stands in; absent where a text layer says it'),
    mended: z
      .boolean()
      .optional()
      .describe('true where the value is not the text to the letter: characters that look alike were exchanged'),
  })
  .meta({ id: 'Reading', description: "one reader's opinion of a value, with the place it was read from" });

/** How far a value can be trusted. */
export const FIELD_STATES = ['proven', 'unproven', 'conflicting', 'corrected'] as const;

const FieldSchema = z
  .object({
    value: z.string().describe('amounts and numbers as decimal text, dates as ISO 8601'),
    confidence: z.number().min(0).max(1).describe('probability that the value is right'),
    state: z
      .enum(FIELD_STATES)
      .describe(
        'proven: found on the page or in the XML and no check against it; conflicting: a check or another reader speaks against it',
      ),
    readings: z.array(ReadingSchema).min(1).describe('the readings behind the value first, then those that differ'),
  })
  .meta({ id: 'Field' });

const KindSchema = FieldSchema.extend({
  value: z.enum(keysOf(KINDS) as [Kind, ...Kind[]]).describe('what the document is'),
  readings: z
    .array(ReadingSchema)
    .min(1)
    .describe(
      'what speaks for it, plainest first, then what speaks for another kind; no text: nothing is printed for it',
    ),
}).meta({ id: 'Kind' });

const describe = ({ bt, about }: FieldSpec) =>
  FieldSchema.optional().describe(bt === null ? about : `${about} (${bt})`);

/** An object schema with one optional field per entry of a table. */
function fieldsOf<K extends string>(table: Record<K, FieldSpec>) {
  const shape = Object.fromEntries(keysOf(table).map((name) => [name, describe(table[name])]));
  return z.object(shape as Record<K, ReturnType<typeof describe>>);
}

const ReasonSchema = z
  .object({
    code: z.string().describe('stable code, see errors.md'),
    message: z.string(),
    rule: z.string().optional().describe('EN 16931 or national rule'),
    severity: z.enum(['error', 'warning', 'info']),
    fields: z.array(z.string()).optional().describe('paths of the fields it concerns'),
  })
  .meta({ id: 'Reason' });

const CheckSchema = z
  .object({
    code: z.string(),
    rule: z.string().optional(),
    passed: z.boolean(),
    message: z.string().describe('the check with its numbers, as one reads it'),
  })
  .meta({ id: 'Check' });

const ProblemSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    page: z.int().positive().optional(),
  })
  .meta({ id: 'Problem' });

const PageSchema = z
  .object({
    number: z.int().positive(),
    label: z.string().nullable().describe('label that the file gives the page'),
    width: z.number().describe('points'),
    height: z.number().describe('points'),
    rotation: z.number().describe('degrees clockwise, already applied'),
    skew: z.number().default(0).describe('degrees clockwise that the print of a scan slopes by, already levelled'),
    textLayer: z.enum(['good', 'missing', 'garbage', 'hidden', 'partial']),
    ocr: z.string().nullable().default(null).describe('engine that read words off the picture of the page'),
    words: z.int().nonnegative().describe('number of words read'),
  })
  .meta({ id: 'Page' });

/** The verdicts on a document; `other` on what is no invoice, credit note or receipt. */
export const VERDICTS = ['approve', 'review', 'reject', 'other'] as const;

/** Of records that were written before there were kinds. */
const UNKNOWN_KIND = {
  value: 'invoice' as const,
  confidence: 0,
  state: 'unproven' as const,
  readings: [{ value: 'invoice', text: '', reader: 'words' as const, page: null, box: null, path: null, score: 0 }],
};

/**
 * What one document says, each value with the place it was read from.
 * The one source of the record's type, its JSON Schema and its documentation.
 */
export const InvoiceRecordSchema = z.object({
  schema: z.literal(1).describe('version of this form'),
  pages: z.array(PageSchema),
  readers: z.array(z.enum(READERS)).describe('readers that found something to read'),
  eInvoice: z
    .object({ syntax: z.enum(['CII', 'UBL']), profile: z.string().nullable(), attachment: z.string() })
    .nullable()
    .describe('the e-invoice inside the file, where there is one'),
  kind: KindSchema.default(UNKNOWN_KIND).describe('what the document is, and how sure that is'),
  header: fieldsOf(HEADER_FIELDS),
  parties: z.object(
    Object.fromEntries(PARTY_ROLES.map((role) => [role, fieldsOf(PARTY_FIELDS)])) as Record<
      (typeof PARTY_ROLES)[number],
      ReturnType<typeof fieldsOf<keyof typeof PARTY_FIELDS>>
    >,
  ),
  totals: fieldsOf(TOTAL_FIELDS),
  accounts: z.array(fieldsOf(ROW_FIELDS.accounts)),
  precedingInvoices: z.array(fieldsOf(ROW_FIELDS.precedingInvoices)),
  taxes: z.array(fieldsOf(ROW_FIELDS.taxes)).describe('tax breakdown, one row a category and rate'),
  allowances: z.array(fieldsOf(ROW_FIELDS.allowances)),
  charges: z.array(fieldsOf(ROW_FIELDS.charges)),
  lines: z.array(fieldsOf(ROW_FIELDS.lines)),
  checks: z.array(CheckSchema),
  verdict: z.enum(VERDICTS).describe('other: the document is none that is booked'),
  reasons: z.array(ReasonSchema).describe('why the verdict is not approve'),
  problems: z.array(ProblemSchema).describe('parts of the document that could not be read'),
});

export type InvoiceRecord = z.infer<typeof InvoiceRecordSchema>;
export type KindField = z.infer<typeof KindSchema>;
export type Field = z.infer<typeof FieldSchema>;
export type Reason = z.infer<typeof ReasonSchema>;
export type Check = z.infer<typeof CheckSchema>;
export type Verdict = (typeof VERDICTS)[number];
