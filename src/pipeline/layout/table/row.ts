import { type DateOrder, findDates } from '../../../core/dates.ts';
import type { DecimalMark } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { Row } from '../../../core/reading.ts';
import { readingOf } from '../candidate.ts';
import { fold } from '../lexicon.ts';
import { LABELLED } from './bands.ts';
import type { Roles } from './roles.ts';
import type { Core } from './rows.ts';
import type { TextPart } from './texts.ts';
import { isTimesSign, leadingIn, timesIn } from './times.ts';
import { type HeadKind, labelOf, type Vocabulary } from './vocabulary.ts';

/** What the rows of one table have in common. */
export interface RowContext {
  readonly roles: Roles;
  /** Whether the amounts are with tax. */
  readonly taxed: boolean;
  readonly vocabulary: Vocabulary;
  readonly dateOrder: DateOrder;
  readonly mark: DecimalMark;
  /** Whether names begin with their quantity. */
  readonly leading: boolean;
  /** Rates of the document's tax codes. */
  readonly taxCodes: ReadonlyMap<string, string>;
  readonly score: number;
}

/** Puts what a row holds under its names. */
export function rowOf(core: Core, parts: readonly TextPart[], context: RowContext): Row<'lines'> {
  const { roles, taxed, vocabulary, score } = context;
  const row: { -readonly [F in keyof Row<'lines'>]: Row<'lines'>[F] } = {};
  const put = (name: keyof Row<'lines'>, at: number | null) => {
    const placed = at === null ? undefined : core.numbers.get(at);
    if (placed === undefined) return;
    const { number } = placed;
    row[name] = readingOf(number.value, core.page, number.words, score, number);
  };
  put('quantity', roles.quantity);
  // BT-146 is without tax: a price with it would be another thing under this name.
  if (!taxed) put('unitPrice', roles.unitPrice);
  put('listPrice', roles.listPrice);
  put('priceBasis', roles.priceBasis);
  put('taxRate', roles.taxRate);
  put(taxed ? 'gross' : 'net', roles.amount);
  if (row.gross === undefined) put('gross', roles.gross);
  put('position', roles.position);
  const behind = roles.quantity === null ? undefined : core.numbers.get(roles.quantity)?.cell.suffix;
  const suffix = behind?.filter((word) => !isTimesSign(word));
  if (suffix?.some((word) => /\p{L}/u.test(word.text))) row.unit = text(core.page, suffix, score);

  const code = row.taxRate?.value.includes('.') === true ? undefined : codeOf(core, parts, context);
  const rate = code === undefined ? undefined : context.taxCodes.get(code.text);
  if (code !== undefined && rate !== undefined) row.taxRate = readingOf(rate, core.page, [code], score);

  let described = parts.filter((part) => part.kind === 'description');
  const amount = row.net ?? row.gross;
  if (row.quantity === undefined && row.unitPrice === undefined && amount !== undefined) {
    // "3 x 4.00" within the text, where it comes to the amount.
    described = described.flatMap((part) => {
      const times = row.quantity === undefined ? timesIn(part.words, amount.value, core.page, context.mark) : null;
      if (times === null) return [part];
      row.quantity = readingOf(times.quantity.value, core.page, times.quantity.words, score);
      if (!taxed) row.unitPrice = readingOf(times.price.value, core.page, times.price.words, score);
      if (times.unit.length > 0) row.unit = text(core.page, times.unit, score);
      return times.from === 0 ? [] : [{ ...part, words: part.words.slice(0, times.from) }];
    });
  }
  if (context.leading && row.quantity === undefined && row.unitPrice !== undefined && amount !== undefined) {
    const [first, ...rest] = described;
    const found =
      first === undefined ? null : leadingIn(first.words, row.unitPrice.value, amount.value, core.page, context.mark);
    if (first !== undefined && found !== null) {
      row.quantity = readingOf(found.value, core.page, found.words, score);
      const behind = first.words.slice(found.to);
      const unit = behind.length > 1 && vocabulary.units.has(fold(behind[0]?.text ?? '')) ? behind.slice(0, 1) : [];
      if (unit.length > 0) row.unit = text(core.page, unit, score);
      described = [{ ...first, words: behind.slice(unit.length) }, ...rest];
    }
  }
  const name: Word[] = [];
  const details: Word[] = [];
  const codes: TextPart[] = [];
  described.forEach((part, i) => {
    const before = described[i - 1];
    const label = i === 0 ? null : labelOf(part.words, vocabulary);
    const value = part.words.slice(label?.words ?? 0);
    if (label !== null && CODES.has(label.kind) && value.length === 1 && /\d/.test(value[0]?.text ?? '')) {
      codes.push({ ...part, kind: label.kind, words: value });
      return;
    }
    const printed = part.words.map((w) => w.text).join(' ');
    const height = part.words[0]?.size ?? 10;
    const goesOn =
      before !== undefined && part.y - before.y <= 1.45 * height && details.length === 0 && !LABELLED.test(printed);
    if (name.length === 0 || goesOn) name.push(...part.words);
    else details.push(...part.words);
  });
  if (name.length > 0) row.description = text(core.page, name, score);
  if (details.length > 0) row.details = text(core.page, details, score);
  for (const part of [...parts, ...codes]) {
    const kind = fieldOf(part);
    if (kind !== null && row[kind] === undefined) row[kind] = text(core.page, part.words, score);
  }
  const dated = parts.find((part) => part.kind === 'date');
  const [start, end] =
    dated === undefined ? [] : findDates(dated.words.map((w) => w.text).join(' '), context.dateOrder);
  if (dated !== undefined && start !== undefined)
    row.periodStart = readingOf(start.value, core.page, dated.words, score);
  if (dated !== undefined && end !== undefined) row.periodEnd = readingOf(end.value, core.page, dated.words, score);
  return row;
}

/** The word that stands for the row's tax rate: in a column of its own, or behind the amount. */
function codeOf(core: Core, parts: readonly TextPart[], { roles, taxCodes }: RowContext): Word | undefined {
  if (taxCodes.size === 0) return undefined;
  const placed = (at: number | null) => (at === null ? undefined : core.numbers.get(at));
  const suffix = placed(roles.amount)?.cell.suffix ?? [];
  const own = parts.filter((part) => part.kind === 'taxRate' || part.kind === 'unit').flatMap((part) => part.words);
  const words = [...own, ...suffix, ...(placed(roles.taxRate)?.number.words ?? [])];
  return words.find((word) => taxCodes.has(word.text));
}

const CODES: ReadonlySet<HeadKind> = new Set<HeadKind>(['gtin', 'articleNumber', 'buyerArticleNumber']);

/** The field of a part other than the description. Codes share columns: each is told by its form. */
function fieldOf({
  kind,
  words,
}: TextPart): 'gtin' | 'articleNumber' | 'buyerArticleNumber' | 'unit' | 'position' | null {
  const printed = words.map((w) => w.text).join('');
  if (kind === 'unit') return /\p{L}/u.test(printed) ? 'unit' : null;
  const dated = findDates(printed)[0]?.length === printed.length;
  if (kind === 'position')
    return /^\d{1,4}(?:\.\d{1,3})*\.?$/.test(printed)
      ? 'position'
      : /\d/.test(printed) && !dated
        ? 'articleNumber'
        : null;
  // Words beside a table are no code: a code has a digit, or is one word in capitals.
  if (!CODES.has(kind) || !(/\d/.test(printed) || (words.length === 1 && /^[\p{Lu}\W_]+$/u.test(printed)))) return null;
  // Nor is a date, which may stand in a column beside the table.
  if (dated) return null;
  if (/^\d{13,14}$/.test(printed)) return 'gtin';
  return kind === 'buyerArticleNumber' ? 'buyerArticleNumber' : 'articleNumber';
}

const text = (page: number, words: readonly Word[], score: number) =>
  readingOf(words.map((w) => w.text).join(' '), page, words, score);
