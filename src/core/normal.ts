import Big from 'big.js';
import type { FieldKind } from './fields.ts';

/** The form in which two values of a field are compared: equal keys mean the same value. */
export function valueKey(kind: FieldKind, value: string): string {
  switch (kind) {
    case 'id':
      return (
        value
          .normalize('NFKD')
          .toUpperCase()
          .replace(/[^\p{L}\p{N}]/gu, '') || value
      );
    case 'text':
      return textKey(value);
    case 'amount':
    case 'decimal':
      return decimalKey(value);
    case 'code':
      return value.trim().toUpperCase();
    case 'date':
      return value;
  }
}

const ASCII = /^[\x20-\x7e]*$/;

/** Letters and digits only, without accents and case, words apart by one space. */
export function textKey(text: string): string {
  // Most texts are plain, and these classes are a quarter of the work of the others.
  if (ASCII.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function decimalKey(value: string): string {
  try {
    return new Big(value).toFixed();
  } catch {
    return value.trim();
  }
}
