import type { RecordId, Sha256 } from './ports.ts';

/** The id of invoice `part` of a document, 1 for the first. */
export function recordId(document: Sha256, part: number): RecordId {
  return part === 1 ? document : `${document}-${part}`;
}

/** An id, or a name in place of one, taken apart; `part` is null where it ends in none. `-1` is the first, too. */
export function splitId(id: string): { readonly base: string; readonly part: number | null } {
  const [, base, part] = /^(.+)-([1-9]\d{0,5})$/s.exec(id) ?? [];
  return base === undefined ? { base: id, part: null } : { base, part: Number(part) };
}

/** As much of an id as people are shown; enough to name a record again. */
export function shortId(id: RecordId): string {
  const { base, part } = splitId(id);
  return part === null ? base.slice(0, 8) : `${base.slice(0, 8)}-${part}`;
}
