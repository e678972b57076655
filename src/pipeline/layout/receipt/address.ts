import type { Word } from '../../../core/page.ts';
import { mayHoldPostcode, type Place, townOf } from '../address.ts';
import { partsOf } from '../address-lines.ts';
import { type Line, lineOf } from '../lines.ts';
import { type HeadLine, isFirm, UNIT } from './head.ts';

/** The seller's address as the head of a receipt prints it. */
export interface ReceiptAddress {
  /** Its lines within the head, from (inclusive) to (exclusive). */
  readonly from: number;
  readonly to: number;
  readonly street: Line | null;
  readonly more: Line | null;
  readonly place: Place | null;
  readonly placeLine: Line | null;
  readonly region: Line | null;
}

/** A region has few words. */
const REGION = 6;

/**
 * The address: the lines around the one with the postcode, up to the name and down to what is something else. Without a
 * postcode, the first lines that look like one. `null` where none do.
 */
export function receiptAddress(head: readonly HeadLine[]): ReceiptAddress | null {
  const placed = head.findIndex(({ place }) => place !== null);
  const anchor = placed >= 0 ? placed : head.findIndex(({ role }) => role === 'address');
  if (anchor < 0) return null;
  let from = anchor;
  while (from > 1 && isPart(head, from - 1)) from--;
  // "Filling Station 2" looks like a street; where nothing above it is a name, it is the name.
  const named = head.slice(0, from).some(({ role }) => role === 'name');
  if (!named && from < anchor && !/[,]|^\D{0,5}\d/.test(head[from]?.line.text ?? ',')) from++;
  let last = anchor;
  if (placed < 0) while (isPart(head, last + 1)) last++;
  // Where two lines hold one, as those of a street and of its town may, the lower is the place.
  while (head[last + 1]?.place != null) last++;
  const at = head[last]?.place == null ? -1 : last;
  const placeLine = at < 0 ? null : (head[at]?.line ?? null);
  const found = at < 0 ? null : (head[at]?.place ?? null);
  const upper = [
    ...head.slice(from, at < 0 ? last + 1 : at).map(({ line }) => withoutLabel(line.words)),
    placeLine === null ? [] : beforePostcode(placeLine, found),
  ].filter((words) => words.length > 0);
  const next = head[last + 1];
  const below =
    next?.role === 'name' &&
    at >= 0 &&
    !isFirm(next.line.text) &&
    !/\d/.test(next.line.text) &&
    next.line.words.length <= REGION
      ? next.line
      : null;
  const [street] = upper;
  const more = upper.slice(1).flat();
  const missing = found !== null && found.city === '' && below !== null;
  return {
    from,
    to: last + (below === null ? 1 : 2),
    street: street === undefined ? null : lineOf(1, street),
    more: more.length === 0 ? null : lineOf(1, more),
    place: missing ? { ...found, ...townOf(below.text) } : found,
    placeLine,
    region: missing || found?.region != null ? null : below,
  };
}

/** Whether a line of the head goes on an address beneath it. A line without a sign of one does so between two that have one. */
function isPart(head: readonly HeadLine[], i: number): boolean {
  const one = head[i];
  if (one === undefined || i < 1) return false;
  const { role, line } = one;
  const { text } = line;
  if (role === 'address') return true;
  if (role === 'other') return UNIT.test(text) || /^\S{1,12},$/.test(text);
  if (role !== 'name' || isFirm(text)) return false;
  const above = i > 1 ? head[i - 1] : undefined;
  return text.endsWith(',') || above?.role === 'address' || above?.line.text.endsWith(',') === true;
}

/** "Registered office: 1 Park Way" without what says that an address follows. */
function withoutLabel(words: readonly Word[]): readonly Word[] {
  const at = words.findIndex((w) => /^\p{L}{3,}:$/u.test(w.text));
  return at < 0 || at > 2 ? words : words.slice(at + 1);
}

/** The words of a line before the part that holds postcode and town. */
function beforePostcode(line: Line, place: Place | null): readonly Word[] {
  const parts = partsOf(line.words);
  const at = parts.findIndex((p) => mayHoldPostcode(p.text));
  const before = parts.slice(0, Math.max(0, at));
  // "Rice, MN 56367": what stands before the comma is the town.
  return before.filter((p, i) => i < before.length - 1 || p.text !== place?.city).flatMap((p) => p.words);
}
