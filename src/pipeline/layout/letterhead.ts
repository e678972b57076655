import { findDates } from '../../core/dates.ts';
import type { Box } from '../../core/geometry.ts';
import { streetness } from './address.ts';
import { type AddressBlock, type Area, isIn } from './blocks.ts';
import { type Features, score } from './candidate.ts';
import { GOODS } from './labels.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { fold } from './lexicon.ts';
import { type Line, lineOf } from './lines.ts';
import type { Announced } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

/** Lines at the top that are looked at, and how far down the first page they may stand. */
const HEADS = 12;
const TOP = 0.25;
/** A street with a house number is nobody's name, even where the name above it is a picture. */
const STREET = 0.9;

/** Large or first lines at the top of the first page: often the seller's name. Best first. */
export function letterheadBlocks(
  view: DocumentView,
  announced: readonly Announced[],
  domains: readonly string[],
  known: readonly AddressBlock[],
  items: readonly Area[],
): AddressBlock[] {
  const page = view.pages[0];
  if (page === undefined) return [];
  const taken = new Set([
    ...announced.filter(isLabel).flatMap((a) => a.label.segment.words),
    ...known.flatMap((b) => [b.name, b.street, b.addressLine, b.country].flatMap((p) => p?.words ?? [])),
    ...known.flatMap((b) => b.placeWords),
  ]);
  const tables = new Set(
    page.rows.filter((_, r) => page.labels[r]?.some((l) => l.uses.some((u) => GOODS.test(u.field)))).flat(),
  );
  const heads = page.segments.filter(
    (s) =>
      s.box.y < page.height * TOP &&
      s.words.length < 8 &&
      /\p{L}{3}/u.test(s.text.replace(LEGAL_FORM, '')) &&
      !/[@:]|\d{4}|^www\./.test(s.text) &&
      !tables.has(s) &&
      !items.some((a) => isIn(s, a)) &&
      !s.words.some((w) => taken.has(w)) &&
      streetness(s.text) < STREET &&
      findDates(s.text).length === 0 &&
      !known.some((b) => b.page === page.number && inside(s.box, b.box)),
  );
  const found = heads.slice(0, HEADS).map((head, i): AddressBlock => {
    const segment = withLegalForm(head, page);
    const name = fold(segment.text);
    const named = domains.some((d) => name.includes(d) || d.includes(name));
    const size = Math.min(1, Math.max(0, (segment.words[0]?.size ?? 0) / page.lineHeight - 1));
    const features: Features = {
      early: 1 - segment.box.y / page.height,
      emphasis: size,
      ...(named ? { role: 0.5 } : {}),
      ...(LEGAL_FORM.test(segment.text) ? { shape: 1 } : {}),
      ...(i > 0 ? { second: 0.3 } : {}),
    };
    return {
      kind: 'letterhead',
      features,
      page: page.number,
      name: { text: segment.text, words: segment.words },
      street: null,
      addressLine: null,
      place: { postcode: null, city: '', region: null, country: null, sure: 0 },
      placeWords: [],
      country: null,
      countryCode: null,
      role: null,
      roleSure: 1,
      inline: false,
      box: segment.box,
      reach: segment.box,
    };
  });
  return found.toSorted((a, b) => score(b.features ?? {}) - score(a.features ?? {}));
}

const inside = (a: Box, b: Box): boolean =>
  a.x > b.x - 1 && a.x < b.x + b.w && a.y > b.y - 1 && a.y + a.h < b.y + b.h + 1;

/** Whether a line is a label with its value, or a title: not a name that begins like one ("Service Plus Ltd"). */
function isLabel({ label }: Announced): boolean {
  if (label.from > 0) return false;
  const { words, text } = label.segment;
  if (label.colon || label.to === words.length || label.uses.some((u) => u.field.startsWith('type:'))) return true;
  return !LEGAL_FORM.test(text) && label.uses.some((u) => u.strength === 1);
}

/** A line of a letterhead with the legal form that was broken into the line beneath it. */
function withLegalForm(head: Line, page: PageView): Line {
  if (LEGAL_FORM.test(head.text)) return head;
  const next = page.segments.find(
    (s) =>
      s.box.y > head.box.y + head.box.h / 2 &&
      s.box.y < head.box.y + 2.5 * head.box.h &&
      Math.abs(s.box.x - head.box.x) < page.lineHeight / 2,
  );
  const form =
    next !== undefined && next.words.length < 4 && LEGAL_FORM.test(next.text) && !next.text.includes(head.text);
  return form ? lineOf(page.number, [...head.words, ...next.words]) : head;
}
