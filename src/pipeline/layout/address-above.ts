import type { PartyRole } from '../../core/fields.ts';
import type { Box } from '../../core/geometry.ts';
import { streetness } from './address.ts';
import { anchorOf, CONTACT, type Piece, partsOf, pieceOf, SEPARATOR } from './address-lines.ts';
import type { LabelAt } from './labels.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { type Line, lineOf } from './lines.ts';
import { aligned, headEnd, KEEP, roleOf, skipColon } from './party-labels.ts';
import type { PageView } from './view.ts';

/** What a segment says at the place where an address line could be. */
interface Reach {
  readonly piece: Piece | null;
  readonly role: PartyRole | null;
  readonly stop: boolean;
}

/** The lines of an address above the one with its town. */
export interface Above {
  readonly pieces: Piece[];
  readonly role: PartyRole | null;
  /** Whether the head holds the name in its own line: what stands below may be somebody else's. */
  readonly beside?: boolean;
}

/** The lines above an anchor that belong to its address, top first, and the role that a head names. */
export function walkUp(page: PageView, r: number, segment: Line, column: Box, languages: readonly string[]): Above {
  const pieces: Piece[] = [];
  const lh = page.lineHeight;
  let top = segment.box.y;
  let dropped = 0;
  let role: PartyRole | null = null;
  let heads: Box | null = null;
  for (let i = r - 1; i >= 0 && pieces.length < 7 && dropped < 6; i--) {
    const line = page.lines[i];
    const row = page.rows[i];
    if (line === undefined || row === undefined) break;
    if (line.box.y > top) continue;
    // Once name and street are there, a wider gap parts them from what stands above.
    const room = pieces.length > 1 ? 1.3 : 2.2;
    const gap = top - (line.box.y + line.box.h);
    if (gap > 2.8 * lh) break;
    const here = row.find((s) => {
      const label = (page.labels[i] ?? []).find((l) => l.segment === s && l.from === 0);
      const box = label === undefined ? s.box : lineOf(page.number, s.words.slice(label.to)).box;
      return (
        aligned(s.box, column, lh) || (label !== undefined && label.to < s.words.length && aligned(box, column, lh))
      );
    });
    if (here === undefined) {
      // A head that stands out to the left of its lines.
      const out = (page.labels[i] ?? []).find(
        (l) =>
          l.from === 0 &&
          headEnd(l) === l.segment.words.length &&
          roleOf(l) !== null &&
          Math.abs(l.box.x - column.x) < 3 * lh,
      );
      if (out !== undefined) {
        role = roleOf(out);
        break;
      }
      // A head over a column of labels ("Buyer" over "Name: | ...").
      const head = row[0];
      const label =
        heads === null || head === undefined || row.length > 1
          ? undefined
          : page.labels[i]?.find((l) => l.segment === head && l.from === 0);
      if (
        label !== undefined &&
        head !== undefined &&
        heads !== null &&
        roleOf(label) !== null &&
        aligned(head.box, heads, lh)
      ) {
        role = roleOf(label);
        break;
      }
      continue;
    }
    const said = lineSays(here, row, page.labels[i] ?? [], hasLines(page, i, here), languages);
    if (gap > room * lh && said.role === null) break;
    top = here.box.y;
    if (here.box.x > (row[0]?.box.x ?? 0) + lh && row[0] !== undefined) heads = row[0].box;
    if (said.piece !== null) pieces.unshift(said.piece);
    else dropped++;
    if (said.role !== null) return { pieces, role: said.role, beside: said.piece !== null };
    if (said.stop) {
      if (said.piece !== null) pieces.shift();
      break;
    }
  }
  return { pieces, role };
}

/** Whether what stands to the left of a segment is a head with lines of its own beneath it. */
function hasLines(page: PageView, r: number, segment: Line): boolean {
  const row = page.rows[r] ?? [];
  const left = row[row.indexOf(segment) - 1];
  const next = page.lines[r + 1];
  if (left === undefined || next === undefined || next.box.y - left.box.y > 2.5 * page.lineHeight) return false;
  const beneath = page.rows[r + 1]?.find((s) => Math.abs(s.box.x - left.box.x) < page.lineHeight / 2);
  return beneath !== undefined && !page.labels[r + 1]?.some((l) => l.segment === beneath && l.from === 0);
}

/** What a line above an anchor is: a line of the address, a head, or something to pass over or stop at. */
function lineSays(
  segment: Line,
  row: readonly Line[],
  labels: readonly LabelAt[],
  lines: boolean,
  languages: readonly string[],
): Reach {
  const own = labels.filter((l) => l.segment === segment);
  const head = own.find((l) => roleOf(l) !== null);
  if (head !== undefined) {
    const rest = skipColon(segment.words.slice(headEnd(head)));
    const ends = rest.length === 0 || head.colon;
    const short = (head.from <= 2 && segment.words.length <= 5) || headEnd(head) > head.to;
    if (ends && (head.from === 0 || short)) return { piece: pieceOf(rest), role: roleOf(head), stop: true };
  }
  const left = row[row.indexOf(segment) - 1];
  const right = row[row.indexOf(segment) + 1];
  // "Number | : 123": a label with its value in a column of its own.
  if (right?.text.startsWith(':')) return { piece: null, role: null, stop: false };
  if (left !== undefined && /:$/.test(left.text) && !labels.some((l) => l.segment === left && l.from === 0)) {
    return { piece: null, role: null, stop: false };
  }
  const beside =
    left === undefined
      ? undefined
      : labels.find(
          (l) => l.segment === left && l.from === 0 && !left.words.slice(l.to).some((w) => /[\p{L}\d]/u.test(w.text)),
        );
  const first = own.find((l) => l.from === 0);
  const label = first ?? beside;
  if (label !== undefined) {
    const role = roleOf(label);
    const fields = label.uses.map((u) => u.field);
    const rest = label === first ? skipColon(segment.words.slice(label.to)) : segment.words;
    if (role !== null && label === beside && label.to === left?.words.length && !lines)
      return { piece: pieceOf(rest), role, stop: true };
    if (
      fields.some((f) => f.startsWith('type:')) &&
      label === first &&
      segment.words.length - label.to < 6 &&
      !LEGAL_FORM.test(segment.text)
    )
      return { piece: null, role: null, stop: true };
    if (fields.some((f) => KEEP.has(f)) && (label.colon || label === beside))
      return { piece: pieceOf(rest), role: null, stop: false };
    const means = label.uses.some(
      (u) => !KEEP.has(u.field) && !/^(?:role|type|goods):/.test(u.field) && (u.strength > 0.5 || label.colon),
    );
    if (
      label.to === segment.words.length &&
      label === first &&
      label.uses.every((u) => u.field.startsWith('generic:'))
    ) {
      return { piece: null, role: null, stop: false };
    }
    if (means && (label.colon || label.to === segment.words.length || (label === first && /\d/.test(segment.text)))) {
      return { piece: null, role: null, stop: false };
    }
  }
  const parts = partsOf(segment.words);
  const anchor = anchorOf(parts, languages);
  const sender = parts.length > 2 && segment.words.some((w) => SEPARATOR.test(w.text));
  if (sender || (anchor !== null && anchor.place.sure > 0.7)) return { piece: null, role: null, stop: true };
  if (/^[^:]{1,30}:$/.test(segment.text)) return { piece: null, role: null, stop: false };
  if (/^[\p{L} .-]{2,30}:\s*\S*\d/u.test(segment.text) && streetness(segment.text) < 0.35)
    return { piece: null, role: null, stop: false };
  if (CONTACT.test(segment.text)) return { piece: null, role: null, stop: false };
  if (segment.words.length > 9) return { piece: null, role: null, stop: true };
  return { piece: pieceOf(segment.words), role: null, stop: false };
}
