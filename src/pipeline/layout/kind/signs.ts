import { keysOf } from '../../../core/fields.ts';
import { union } from '../../../core/geometry.ts';
import { isBooked, KINDS, type Kind } from '../../../core/kinds.ts';
import type { Word } from '../../../core/page.ts';
import type { KindSign, Readings } from '../../../core/reading.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView } from '../view.ts';
import { phrasesOf } from './phrases.ts';
import { type Found, structureOf } from './structure.ts';
import { PLAIN, type TitleAt, titlesOf } from './titles.ts';
import { LEANS, OWN_NUMBER, PHRASE, RECEIPT_AS_INVOICE, SECOND, TENDER, TITLE, type Weights } from './weights.ts';

/**
 * All that says of which kind a document is: its titles, what it says, what it has and what it lacks; `isTill`: it has
 * been read as what a till prints.
 */
export function kindSigns(
  view: DocumentView,
  announced: readonly Announced[],
  read: Pick<Readings, 'scalars' | 'rows'>,
  isTill: boolean,
): readonly KindSign[] {
  const found = structureOf(view, announced, read);
  const titles = titlesOf(view);
  const { has } = found;
  const leans = (name: keyof typeof LEANS, when: boolean) => (when ? leanings(name, LEANS[name], null) : []);
  const printed = (name: keyof typeof LEANS, at: Found | null) => (at === null ? [] : leanings(name, LEANS[name], at));
  return [
    ...titleSigns(titles),
    ...numberSigns(titles, found.invoiceNumber !== null),
    ...phraseSigns(view),
    ...printed('invoiceNumber', found.invoiceNumber),
    ...printed('listed', found.listed),
    ...printed('running', found.running),
    ...printed('time', found.time),
    ...leans('usual', true),
    ...leans('otherwiseTitled', namesAnother(titles)),
    ...leans('amounts', has.amounts),
    ...leans('noAmounts', !has.amounts),
    ...leans('total', has.total),
    ...leans('tax', has.tax),
    ...leans('dueDate', has.dueDate),
    ...leans('lines', has.lines),
    ...leans('number', has.number),
    ...leans('nothing', !has.number && !has.total && !has.lines),
    ...leans('buyer', has.buyer),
    ...leans('noBuyer', !has.buyer),
    ...leans('narrow', found.narrow),
    ...leans('till', isTill),
  ];
}

/** How plain a title is that may be none. */
const FAINT = 0.2;

/** Whether it is titled, and not as what is booked. */
function namesAnother(titles: readonly TitleAt[]): boolean {
  const real = titles.filter(({ role }) => role === 'title');
  const least = (booked: boolean) => real.find(({ kind }) => isBooked(kind) === booked)?.share ?? 0;
  return least(false) > PLAIN && least(true) < FAINT;
}

/** The plainest title of each kind; those of other kinds than the plainest one's count less. */
function titleSigns(titles: readonly TitleAt[]): readonly KindSign[] {
  const real = titles.filter(({ role }) => role === 'title');
  const [plainest] = real;
  return keysOf(KINDS).flatMap((kind) => {
    const best = real.find((title) => title.kind === kind);
    if (best === undefined) return [];
    const weight = TITLE * best.share * (kind === plainest?.kind ? 1 : SECOND);
    const sign = printedSign(kind, 'title', weight, best);
    const asReceipt =
      kind === 'invoice' ? [{ ...sign, kind: 'receipt' as const, weight: weight * RECEIPT_AS_INVOICE }] : [];
    return [sign, ...asReceipt];
  });
}

function numberSigns(titles: readonly TitleAt[], ofInvoice: boolean): readonly KindSign[] {
  return keysOf(KINDS).flatMap((kind) => {
    // The label of an invoice's number is looked for among the labels of fields.
    if (kind === 'invoice' || kind === 'credit_note') return [];
    const best = titles.find((title) => title.kind === kind && title.role === 'number');
    if (best === undefined) return [];
    return [printedSign(kind, 'number', best.share * (ofInvoice ? OWN_NUMBER.beside : OWN_NUMBER.alone), best)];
  });
}

/** Phrases, as many of each kind as count. */
function phraseSigns(view: DocumentView): readonly KindSign[] {
  const left = new Map<string, number>();
  return phrasesOf(view).flatMap((at) => {
    const { each, most } = at.sign === 'tender' ? TENDER : PHRASE;
    const key = `${at.sign} ${at.kind}`;
    const room = left.get(key) ?? most;
    const weight = Math.min(room, each);
    left.set(key, room - weight);
    return weight < 0.01 ? [] : [printedSign(at.kind, at.sign, weight, at)];
  });
}

function printedSign(kind: Kind, sign: string, weight: number, { words, page }: Found): KindSign {
  const text = words.map((word: Word) => word.text).join(' ');
  return { kind, sign, weight, text, page, box: union(words.map(({ box }) => box)), path: null };
}

function leanings(sign: string, weights: Weights, at: Found | null): readonly KindSign[] {
  // What speaks for an invoice speaks for one that gives money back.
  const all: Weights = weights.invoice === undefined ? weights : { credit_note: weights.invoice, ...weights };
  return keysOf(all).map((kind) => {
    const weight = all[kind] ?? 0;
    if (at !== null) return printedSign(kind, sign, weight, at);
    return { kind, sign, weight, text: '', page: null, box: null, path: null };
  });
}
