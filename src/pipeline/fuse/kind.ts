import { keysOf, type ScalarPath } from '../../core/fields.ts';
import type { Box } from '../../core/geometry.ts';
import { isBooked, KINDS, type Kind } from '../../core/kinds.ts';
import type { OpenedDocument } from '../../core/page.ts';
import type { KindSign, ReaderName, Reading, Readings } from '../../core/reading.ts';
import type { KindField } from '../../core/record.ts';
import { type Decision, isFromXml } from './scalars.ts';

/** What a document is. */
export interface DecidedKind {
  readonly field: KindField;
  /** Whether it is surely none of the kinds that are booked. */
  readonly isOther: boolean;
  /** Whether it is not sure if it is one that is booked. */
  readonly isUnsure: boolean;
}

/**
 * How sure it has to be that a document is booked, or that it is not: an invoice that is put aside unseen is not paid.
 */
const SURE = 0.95;
/** How sure it is that a document is an invoice of which only a model has seen anything. */
const UNKNOWN = 0.5;
/** Words enough to believe that nothing was missed, and how sure their source has to be of them. */
const [ENOUGH, LEGIBLE] = [30, 0.8];

/** UNTDID 1001: credit notes of EN 16931's list, and the pro forma. */
const CREDIT = new Set(['81', '83', '261', '262', '296', '308', '381', '396', '420', '458', '532']);
const PRO_FORMA = '325';
const CORRECTION = '384';
/** Signs that a record keeps. */
const KEPT = 8;

/**
 * What a document is. An e-invoice says it itself; else everything that speaks for or against a kind is added up.
 * The type and the total that were chosen tell a credit note from an invoice.
 */
export function decideKind(
  document: Pick<OpenedDocument, 'pages'>,
  all: readonly Readings[],
  { typeCode, gross }: { readonly typeCode: Reading | undefined; readonly gross: string | undefined },
): DecidedKind {
  if (typeCode !== undefined && typeCode.reader === 'xml') {
    const value = kindOfType(typeCode.value);
    const { text, page, box, path } = typeCode;
    const field = {
      value,
      confidence: MOST,
      state: 'proven' as const,
      readings: [{ ...typeCode, value, text, page, box, path }],
    };
    return { field, isOther: !isBooked(value), isUnsure: false };
  }
  const signs = all.flatMap(({ reader, kinds }) => (kinds ?? []).map((sign) => ({ reader, ...sign })));
  const isEInvoice = all.some(({ eInvoice }) => eInvoice !== undefined);
  // Where no word is known, what the model read says nothing of its kind.
  if (!isEInvoice && signs.length === 0 && all.every(({ reader }) => reader === 'model'))
    return { field: unsaid('invoice', UNKNOWN, 'model'), isOther: false, isUnsure: true };
  if (isEInvoice || signs.length === 0)
    return { field: unsaid('invoice', 1, isEInvoice ? 'xml' : 'words'), isOther: false, isUnsure: false };
  const shares = sharesOf(signs);
  const share = (kind: Kind) => shares.get(kind) ?? 0;
  const best = keysOf(KINDS).reduce((a, b) => (share(b) > share(a) ? b : a));
  const billed = best === 'invoice' || best === 'credit_note';
  // Which of the two it is has been decided with the type.
  const typed = billed && typeCode !== undefined ? kindOfType(typeCode.value, best) : best;
  // "Faktura korygująca": what a correction asks back is a credit.
  const value = typeCode?.value === CORRECTION && gross?.startsWith('-') === true && billed ? 'credit_note' : typed;
  const confidence = round(billed ? share('invoice') + share('credit_note') : share(best));
  const readings = evidenceOf(value, signs);
  const field =
    readings.length === 0
      ? unsaid(value, confidence, 'words')
      : { value, confidence, state: 'proven' as const, readings };
  const booked = keysOf(KINDS).reduce((sum, kind) => sum + (isBooked(kind) ? share(kind) : 0), 0);
  // What says nothing at all may be an invoice that could not be read.
  const isOther = 1 - booked >= SURE && (value !== 'other' || isLegible(document));
  return { field, isOther, isUnsure: !isOther && booked < SURE };
}

function isLegible({ pages }: Pick<OpenedDocument, 'pages'>): boolean {
  const words = pages.flatMap((page) => page.words);
  const sure = words.reduce((sum, { confidence }) => sum + confidence, 0);
  return words.length >= ENOUGH && sure >= LEGIBLE * words.length;
}

/** The decisions without the type of an invoice that a page names and is not: a reminder names what it is about. */
export function withoutType(
  decisions: ReadonlyMap<ScalarPath, Decision>,
  { field }: DecidedKind,
): ReadonlyMap<ScalarPath, Decision> {
  const type = decisions.get('typeCode')?.chosen;
  if (type === undefined || isBooked(field.value) || type.value === PRO_FORMA || isFromXml(type)) return decisions;
  return new Map([...decisions].filter(([path]) => path !== 'typeCode'));
}

function kindOfType(code: string, otherwise: Kind = 'invoice'): Kind {
  if (CREDIT.has(code)) return 'credit_note';
  return code === PRO_FORMA ? 'quote' : otherwise === 'credit_note' ? 'invoice' : otherwise;
}

/** How likely each kind is: the signs' log odds, made to add up to 1. */
function sharesOf(signs: readonly KindSign[]): ReadonlyMap<Kind, number> {
  const sums = new Map<Kind, number>(keysOf(KINDS).map((kind) => [kind, 0]));
  for (const { kind, weight } of signs) sums.set(kind, (sums.get(kind) ?? 0) + weight);
  const most = Math.max(...sums.values());
  const odds = [...sums].map(([kind, sum]) => [kind, Math.exp(sum - most)] as const);
  const whole = odds.reduce((sum, [, one]) => sum + one, 0);
  return new Map(odds.map(([kind, one]) => [kind, one / whole]));
}

/** What is printed for the kind, plainest first, and the plainest that speaks for another. */
function evidenceOf(
  value: Kind,
  signs: readonly (KindSign & { readonly reader: ReaderName })[],
): KindField['readings'] {
  const seen = new Set<string>();
  const printed = signs
    .filter(({ weight, text }) => weight > 0 && text !== '')
    .sort((a, b) => b.weight - a.weight)
    .filter(({ kind, text, page, box }) => {
      const key = `${kind} ${text} ${page} ${box?.x} ${box?.y}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  const own = printed.filter(({ kind }) => kind === value).slice(0, KEPT);
  if (own.length === 0) return [];
  const against = printed.filter(({ kind }) => kind !== value).slice(0, 2);
  return [...own, ...against].map(({ kind, reader, text, page, box, path, weight }) => ({
    value: kind,
    text,
    reader,
    page,
    box: box === null ? null : rounded(box),
    path,
    score: round(1 / (1 + Math.exp(-weight))),
  }));
}

/** A kind for which nothing is printed: it is told by what is not there. */
function unsaid(value: Kind, confidence: number, reader: ReaderName): KindField {
  const reading = { value, text: '', reader, page: null, box: null, path: null, score: round(confidence) };
  return { value, confidence: round(confidence), state: 'unproven', readings: [reading] };
}

/** Nothing is certain, however the signs add up. */
const MOST = 0.999;
const round = (value: number): number => Math.min(MOST, Math.round(value * 1000) / 1000);
const hundredth = (value: number): number => Math.round(value * 100) / 100;
const rounded = ({ x, y, w, h }: Box): Box => ({ x: hundredth(x), y: hundredth(y), w: hundredth(w), h: hundredth(h) });
