import type { PartyRole } from '../../core/fields.ts';
import type { Box } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import type { LabelAt } from './labels.ts';
import type { Line } from './lines.ts';

const ROLE_OF: Readonly<Record<string, PartyRole>> = {
  'role:seller': 'seller',
  'role:buyer': 'buyer',
  'role:shipTo': 'shipTo',
  'role:payee': 'payee',
};
/** Labels of the parts of an address. */
export const KEEP: ReadonlySet<string> = new Set(['name', 'address', 'city', 'postcode', 'region', 'country']);
/** A segment's words without the label that leads it; the role, where that label names one. */
export function unlabelled(
  segment: Line,
  labels: readonly LabelAt[],
): { words: readonly Word[]; role: PartyRole | null } {
  const label = labels.find((l) => l.segment === segment && l.from === 0);
  if (label === undefined) return { words: segment.words, role: null };
  const role = roleOf(label);
  const keep = label.uses.some((u) => KEEP.has(u.field)) || (role !== null && label.colon);
  if (!keep || (!label.colon && role === null)) return { words: segment.words, role: null };
  return { words: skipColon(segment.words.slice(label.to)), role };
}

/** Words without a lone colon or dash before them. */
export const skipColon = (words: readonly Word[]) => (/^[:–-]$/.test(words[0]?.text ?? '') ? words.slice(1) : words);
/**
 * Where a head ends in its line: behind the label, or at the end of the line where the same is said in another language
 * ("Klant / Bill to").
 */
export function headEnd({ segment: { words }, to }: LabelAt): number {
  const rest = words.slice(to);
  const twice = /^[/|]/.test(rest[0]?.text ?? '') && rest.length <= 5 && !rest.some((w) => /\d/.test(w.text));
  return twice ? words.length : to;
}

/** The role that a label announces. */
export const roleOf = (label: LabelAt): PartyRole | null =>
  // "Firma: ..." says a name, whoever it is of.
  label.uses.some((u) => u.field === 'name')
    ? null
    : (label.uses.map((u) => ROLE_OF[u.field]).find((r) => r !== undefined) ?? null);

/** Whether two lines stand in one column: left, right or centred. */
export const aligned = (a: Box, b: Box, lh: number) =>
  Math.abs(a.x - b.x) < 0.8 * lh ||
  Math.abs(a.x + a.w - b.x - b.w) < 0.4 * lh ||
  Math.abs(a.x + a.w / 2 - b.x - b.w / 2) < 0.6 * lh;
