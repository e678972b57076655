import Big from 'big.js';
import type { FieldKind } from '../../core/fields.ts';
import type { Reading } from '../../core/reading.ts';
import { type Element, pathOf } from './xml.ts';

/** Where in the XML a value stands. */
export interface Source {
  readonly element: Element;
  readonly text: string;
  /** Attribute that holds it; `null` for the element's own text. */
  readonly attribute: string | null;
}

/** The element's own text, if it has any. */
export function own(element: Element | undefined): Source | undefined {
  return element === undefined || element.text === '' ? undefined : { element, text: element.text, attribute: null };
}

/** The first of `names` that the element has as an attribute with a value. */
export function attribute(element: Element | undefined, ...names: readonly string[]): Source | undefined {
  for (const name of names) {
    const text = element?.attributes[name];
    if (element !== undefined && text !== undefined && text !== '') return { element, text, attribute: name };
  }
  return undefined;
}

/** Texts of several elements as one value; the path is that of the first. */
export function joined(elements: readonly (Element | undefined)[], separator: string): Source | undefined {
  const full = elements.filter((element) => element !== undefined && element.text !== '') as Element[];
  const [element] = full;
  if (element === undefined) return undefined;
  return { element, text: full.map((e) => e.text).join(separator), attribute: null };
}

/** The reading of a source, or `null` when its text is no value of the kind. */
export function readingOf(kind: FieldKind, source: Source, score = 1): Reading | null {
  const value = normalise(kind, source);
  if (value === null) return null;
  const path = pathOf(source.element) + (source.attribute === null ? '' : `/@${source.attribute}`);
  return { value, text: source.text, reader: 'xml', page: null, box: null, path, score };
}

function normalise(kind: FieldKind, { text, element }: Source): string | null {
  switch (kind) {
    case 'amount':
    case 'decimal':
      return decimalOf(text);
    case 'date':
      return dateOf(text, element.attributes.format);
    case 'code':
      return text.replace(/\s+/g, ' ').toUpperCase();
    case 'id':
      return text.replace(/\s+/g, ' ');
    case 'text':
      // Line breaks mean something in notes and addresses; other white space is the producer's indentation.
      return text
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n ?/g, '\n')
        .replace(/\n{3,}/g, '\n\n');
  }
}

/** Plain decimal text with the decimals that are written; `null` when the text is no XML Schema decimal. */
export function decimalOf(text: string): string | null {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (parts === null) return null;
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return null;
  const plain = (whole.replace(/^0+(?=\d)/, '') || '0') + (fraction === '' ? '' : `.${fraction}`);
  return sign === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/**
 * ISO date of an XML date (with or without time and zone) or of a UN/EDIFACT 2379 format: 102 CCYYMMDD, 203 and 204
 * with a time. Months (610), weeks (616) and whatever is no date give `null`.
 */
export function dateOf(text: string, format: string | undefined): string | null {
  const compact = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$/.exec(text.trim());
  const dashed = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T Z+-])/.exec(text.trim());
  const parts = dashed ?? (format === undefined || /^(?:102|203|204)$/.test(format) ? compact : null);
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? `${parts[1]}-${parts[2]}-${parts[3]}` : null;
}

/** Whether a text has the form of an IBAN. Its check digits are another matter: a wrong one is still what is written. */
export function isIbanShaped(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text.replace(/\s/g, '').toUpperCase());
}

/** Whether a text is a BIC (ISO 9362). Some countries put the name of a giro system in its place. */
export function isBic(text: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/i.test(text.trim());
}

/** Whether an IBAN's check digits are right (ISO 13616: mod 97). */
export function isIban(text: string): boolean {
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (!isIbanShaped(plain)) return false;
  let rest = 0;
  for (const c of plain.slice(4) + plain.slice(0, 4)) {
    const digit = Number.parseInt(c, 36);
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  return rest === 1;
}

/** A number behind decimal text; 0 of nothing. */
export function big(text: string | undefined): Big {
  return new Big(text ?? 0);
}
