import { countrySpecs, isValidBIC, isValidIBAN } from 'ibantools';
import type { Word } from '../../core/page.ts';
import type { Reading, Row } from '../../core/reading.ts';
import { readingOf } from './candidate.ts';
import { mendedIban } from './mend/iban.ts';
import type { Announced } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

/** How every IBAN and BIC begins, brackets apart, and what OCR may read there. */
const [CAPITALS, READ] = [/^[(:]*[A-Z]{2}/, /^[(:]*[A-Za-z0-9|]{2}/];
const START = /^[A-Z]{2}\d{2}[A-Z0-9]*$/;
const BIC = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;
const bare = (text: string) => text.replace(/^[(:]+|[,;.:)]+$/g, '');

interface Found {
  readonly reading: Reading;
  readonly order: number;
}

/** The accounts that a document names: every IBAN, with BIC, bank and holder from beside it. */
export function accountRows(view: DocumentView, announced: readonly Announced[]): Row<'accounts'>[] {
  const labelled = new Set<Word>();
  const bicWords = new Set<Word>();
  for (const { label, spots } of announced) {
    const fields = label.uses.map((u) => u.field);
    for (const spot of spots) {
      // Some banks' IBANs break the check digits of their country: what stands at an account's label is one all the same.
      if (fields.includes('iban') || fields.includes('account')) for (const w of spot.words) labelled.add(w);
      if (fields.includes('bic')) for (const w of spot.words.slice(0, 2)) bicWords.add(w);
    }
  }
  const ibans: Found[] = [];
  const bics: Found[] = [];
  view.pages.forEach((page, p) => {
    page.lines.forEach((line, l) => {
      for (let i = 0; i < line.words.length; i++) {
        const word = line.words[i];
        if (word === undefined) continue;
        // Where a label announces an account, letters and digits that look alike may be exchanged.
        const unsure = word.confidence < 1 && labelled.has(word) && /\d/.test(word.text) && READ.test(word.text);
        if (!unsure && !CAPITALS.test(word.text)) continue;
        const order = p * 10_000 + l;
        const starts = unsure || START.test(bare(word.text)) || /^[A-Z]{2}$/.test(word.text);
        const hit = starts ? ibanFrom(word, line.words.slice(i), page, l, labelled.has(word)) : null;
        if (hit !== null) {
          ibans.push({ reading: readingOf(hit.value, page.number, hit.words, hit.score, hit), order });
          i += hit.words.length - 1;
        } else if (
          BIC.test(bare(word.text)) &&
          isValidBIC(bare(word.text)) &&
          (bicWords.has(word) || /\d|XXX$/.test(word.text))
        ) {
          bics.push({
            reading: readingOf(bare(word.text), page.number, [word], bicWords.has(word) ? 0.95 : 0.4),
            order,
          });
        }
      }
    });
  });
  const sure = bics.filter((b) => b.reading.score > 0.5);
  const pool = distinct(sure.length > 0 ? sure : []);
  const accounts = distinct(ibans).map(({ reading, order }) => {
    const bic = pool.toSorted((a, b) => Math.abs(a.order - order) - Math.abs(b.order - order))[0];
    return { iban: reading, ...(bic === undefined ? {} : { bic: bic.reading }) };
  });
  const rows: Row<'accounts'>[] = accounts.length > 0 ? accounts : pool.slice(0, 1).map((b) => ({ bic: b.reading }));
  const first = rows[0];
  const holder = textAt(announced, 'holder');
  const bank = textAt(announced, 'bank');
  if (first === undefined) return [];
  return [{ ...first, ...(holder === null ? {} : { holder }), ...(bank === null ? {} : { bank }) }, ...rows.slice(1)];
}

interface Iban {
  readonly value: string;
  readonly words: readonly Word[];
  readonly score: number;
  readonly mended?: boolean;
}

/** The IBAN that starts at a word and goes on in its line, or where a label announces it in the line beneath. */
function ibanFrom(word: Word, rest: readonly Word[], page: PageView, row: number, labelled: boolean): Iban | null {
  const inLine = readIban(rest, labelled);
  if (!labelled || (inLine !== null && isValidIBAN(inLine.value))) return inLine;
  const segment = page.rows[row]?.find(({ words }) => words.includes(word));
  if (segment === undefined) return inLine;
  const own = segment.words.slice(segment.words.indexOf(word));
  const both = [...own, ...wrapped(page, row, word, segment.box.x)];
  const goingOn = readIban(both, labelled);
  return goingOn !== null && goingOn.score > (inLine?.score ?? 0) ? goingOn : inLine;
}

/** The IBAN that words begin with: as it is printed where that is valid, else as its print must or may be read. */
function readIban(words: readonly Word[], labelled: boolean): Iban | null {
  const printed = ibanAt(words, labelled);
  if (printed !== null && isValidIBAN(printed.value)) return printed;
  const mended = mendedIban(words, bare);
  if (mended === null) return printed;
  return { value: mended.value, words: words.slice(0, mended.taken), score: labelled ? 0.9 : 0.7, mended: true };
}

/**
 * The words beneath, in the same column: where a narrow column wraps a number, under itself or under its label. Rows of
 * other columns may lie between.
 */
function wrapped(page: PageView, row: number, word: Word, edge: number): readonly Word[] {
  const reach = word.box.y + 2.5 * page.lineHeight;
  for (const segments of page.rows.slice(row + 1, row + 4)) {
    const next = segments.find(({ box }) => [word.box.x, edge].some((x) => Math.abs(box.x - x) < page.lineHeight));
    if (next !== undefined) return next.box.y <= reach ? next.words : [];
  }
  return [];
}

/** The IBAN that starts at a word, its groups joined; one that breaks its country's form only where a label says it is one. */
function ibanAt(all: readonly Word[], labelled: boolean): Iban | null {
  let text = '';
  let best: Iban | null = null;
  for (let to = 0; to < all.length && to < 10; to++) {
    const word = all[to];
    const part = bare(word?.text ?? '').replace(/[ \u00a0-]/g, '');
    // Letters alone are a group only where banks have letter codes ("GB17 BARC ...").
    if (!/^[A-Z0-9]+$/.test(part) || (to > 1 && !/\d/.test(part)) || (to > 0 && !/\d/.test(part) && part.length !== 4))
      break;
    text += part;
    if (text.length > 34) break;
    const length = countrySpecs[text.slice(0, 2)]?.chars;
    if (length === null || length === undefined) break;
    const words = all.slice(0, to + 1);
    if (isValidIBAN(text)) return { value: text, words, score: labelled ? 0.98 : 0.9 };
    if (labelled && text.length >= 15 && /^[A-Z]{2}\d{2}/.test(text)) {
      best = { value: text, words, score: text.length === length ? 0.8 : 0.5 };
      if (text.length === length) return best;
    }
  }
  return best;
}

/** The score of an IBAN whose check digits hold, with or without a label. */
const SURE = 0.9;

function distinct(found: readonly Found[]): Found[] {
  const values = new Map<string, Found>();
  for (const f of found) if (!values.has(f.reading.value)) values.set(f.reading.value, f);
  // The first that is printed is the one to pay to, unless it may be none.
  const sure = ({ reading }: Found) => Math.min(reading.score, SURE);
  return [...values.values()].sort((a, b) => sure(b) - sure(a) || a.order - b.order);
}

/** The text at the first label of a field. */
function textAt(announced: readonly Announced[], field: string): Reading | null {
  for (const { label, spots, page } of announced) {
    if (!label.uses.some((u) => u.field === field) || !label.colon) continue;
    const spot = spots.find((s) => s.relation !== 'below' && /\p{L}{3}/u.test(s.line.text));
    if (spot !== undefined) return readingOf(spot.line.text, page.number, spot.words, 0.5);
  }
  return null;
}
