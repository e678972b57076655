import { union } from '../../../core/geometry.ts';
import type { Word } from '../../../core/page.ts';
import type { Reading, Row } from '../../../core/reading.ts';
import type { Roles } from './roles.ts';
import type { Core } from './rows.ts';
import type { TextPart } from './texts.ts';

function reading(page: number, words: readonly Word[], value: string, score: number): Reading {
  const text = words.map((w) => w.text).join(' ');
  return { value, text, reader: 'words', page, box: union(words.map((w) => w.box)), path: null, score };
}

const LABELLED = /^[\p{L}][\p{L} .-]{1,40}:(?: |$)/u;

/** Puts what a row holds under its names. */
export function rowOf(
  core: Core,
  parts: readonly TextPart[],
  roles: Roles,
  taxed: boolean,
  score: number,
): Row<'lines'> {
  const row: { -readonly [F in keyof Row<'lines'>]: Row<'lines'>[F] } = {};
  const put = (name: keyof Row<'lines'>, at: number | null) => {
    const placed = at === null ? undefined : core.numbers.get(at);
    if (placed !== undefined) row[name] = reading(core.page, placed.number.words, placed.number.value, score);
  };
  put('quantity', roles.quantity);
  put('unitPrice', roles.unitPrice);
  put('listPrice', roles.listPrice);
  put('priceBasis', roles.priceBasis);
  put('taxRate', roles.taxRate);
  put(taxed ? 'gross' : 'net', roles.amount);
  if (row.gross === undefined) put('gross', roles.gross);
  put('position', roles.position);
  const suffix = roles.quantity === null ? undefined : core.numbers.get(roles.quantity)?.cell.suffix;
  if (suffix !== undefined && suffix.length > 0) row.unit = text(core.page, suffix, score);

  const described = parts.filter((part) => part.kind === 'description');
  const name: Word[] = [];
  const details: Word[] = [];
  described.forEach((part, i) => {
    const before = described[i - 1];
    const printed = part.words.map((w) => w.text).join(' ');
    const height = part.words[0]?.size ?? 10;
    const goesOn =
      before !== undefined && part.y - before.y <= 1.45 * height && details.length === 0 && !LABELLED.test(printed);
    if (name.length === 0 || goesOn) name.push(...part.words);
    else details.push(...part.words);
  });
  if (name.length > 0) row.description = text(core.page, name, score);
  if (details.length > 0) row.details = text(core.page, details, score);
  for (const part of parts) {
    if (part.kind === 'description' || part.kind === 'date') continue;
    const kind =
      part.kind === 'gtin' || part.kind === 'articleNumber' || part.kind === 'buyerArticleNumber'
        ? codeKind(part)
        : part.kind === 'unit' || part.kind === 'position'
          ? part.kind
          : null;
    if (kind !== null && row[kind] === undefined) row[kind] = text(core.page, part.words, score);
  }
  return row;
}

/** Article numbers and GTINs share columns: a GTIN is told by its length. */
function codeKind(part: TextPart): 'gtin' | 'articleNumber' | 'buyerArticleNumber' {
  const printed = part.words.map((w) => w.text).join('');
  if (/^\d{13,14}$/.test(printed)) return 'gtin';
  return part.kind === 'buyerArticleNumber' ? 'buyerArticleNumber' : 'articleNumber';
}

const text = (page: number, words: readonly Word[], score: number) =>
  reading(page, words, words.map((w) => w.text).join(' '), score);
