import { fieldAt, parseFieldPath } from '../../core/field-path.ts';
import { SCALARS, type ScalarPath } from '../../core/fields.ts';
import type { OpenedDocument, Page, Problem } from '../../core/page.ts';
import type { Reading, Readings, Row } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { VisionReply } from '../../core/vision.ts';
import type { Decided } from '../fuse/fuse.ts';
import { viewOf } from '../layout/view.ts';
import { type Ask, askerOf } from './asker.ts';
import { ASKED, type AskedField } from './fields.ts';
import { type Gaps, gapsOf } from './gaps.ts';
import { type Sheets, sheetsOf } from './sheets.ts';
import { isTable, rowsFrom, tableAsks } from './table.ts';
import { readingDpi, sideAt, tilesFor } from './tiles.ts';
import { readingFrom } from './values.ts';
import type { Drawing, Vision } from './vision.ts';
import { wantedPlaces } from './wanted.ts';

/** What the model saw, and what went wrong while it looked. */
export interface Look {
  /** `null` when it was not asked, or said nothing. */
  readonly readings: Readings | null;
  readonly problems: readonly Problem[];
}

/** What the other readers made of a document; `null` where there was nothing for them to read. */
export interface Known {
  readonly record: InvoiceRecord;
  readonly decided: Decided;
}

const NOTHING: Look = { readings: null, problems: [] };

/**
 * Asks the vision model for what a record leaves open, and shows it little: the places where a field can stand, cut out
 * at a size to be read, several fields at a time; a whole page only for what was found nowhere. A failure of the model
 * is a problem of the document, and ends the asking. Rejects only when the work is to end.
 */
export async function lookAt(
  document: OpenedDocument,
  known: Known | null,
  vision: Vision,
  drawing: Drawing,
): Promise<Look> {
  if (document.kind === 'xml') return NOTHING;
  const gaps: Gaps = known === null ? { fields: ASKED, table: false } : gapsOf(known.record, vision.mode);
  const pages = document.pages.filter(({ width, number }) => width > 0 && vision.skip?.includes(number) !== true);
  if ((gaps.fields.length === 0 && !gaps.table) || pages.length === 0) return NOTHING;
  const sheets = sheetsOf(pages, drawing);
  try {
    const { readings, problems } = await lookFor(gaps, { ...document, pages }, known, vision, sheets);
    return { readings, problems: [...problems, ...(vision.skip ?? []).map(tooLong)] };
  } finally {
    await sheets.close();
  }
}

function tooLong(page: number): Problem {
  return { code: 'MODEL_TIMEOUT', message: `showing page ${page} to the vision model took too long`, page };
}

async function lookFor(
  { fields, table }: Gaps,
  document: OpenedDocument,
  known: Known | null,
  vision: Vision,
  sheets: Sheets,
): Promise<Look> {
  const { pages } = document;
  const view = viewOf(document);
  const asker = askerOf(pages, sheets, vision);
  const found = new Map<string, Reading>();
  async function take(reply: VisionReply | null): Promise<void> {
    for (const answer of reply?.answers ?? []) {
      const page = pages.find(({ number }) => number === answer.page);
      const sought = { path: answer.key, kind: SCALARS.get(answer.key as ScalarPath)?.kind ?? ('id' as const) };
      const reading = await readingFrom(answer, sought, page, view);
      if (reading !== null && !found.has(answer.key)) found.set(answer.key, reading);
    }
  }

  const dpis = new Map(pages.map((page) => [page.number, readingDpi(page)]));
  const dpi = (page: number) => dpis.get(page) ?? readingDpi({ words: [] });
  const choices = known?.decided.choices ?? new Map();
  const wanted = await wantedPlaces(fields, document, view, choices, vision.finder);
  for (const { tiles, keys } of tilesFor(wanted, (page) => sideAt(dpi(page)))) {
    await take(await asker.ask({ shown: tiles, dpi, tiles: tiles.length, questions: questionsOf(fields, keys) }));
  }
  // Looked for on the whole page: the dearest way, so the last one.
  const lost = fields.filter(({ path }) => !found.has(path) && isMissing(known, path));
  for (const [page, own] of byPage(lost, pages)) {
    // On paper without print a model can only invent.
    if (page.words.length === 0 && (await isBlank(sheets, page))) continue;
    await take(
      await asker.ask(
        wholePage(
          page,
          questionsOf(
            own,
            own.map(({ path }) => path),
          ),
        ),
      ),
    );
  }
  const rows: Row<'lines'>[] = [];
  for (const ask of table ? tableAsks(view, known?.record.lines ?? []) : []) {
    rows.push(...(await rowsFrom((await asker.ask(ask))?.rows ?? [], document, view)));
  }
  return {
    readings: readingsOf(found, isTable(rows, known?.record ?? null) ? rows : []),
    problems: asker.problems(),
  };
}

const questionsOf = (fields: readonly AskedField[], keys: readonly string[]) =>
  fields.flatMap(({ path, about }) => (keys.includes(path) ? [{ key: path, about }] : []));

function isMissing(known: Known | null, path: string): boolean {
  const parsed = parseFieldPath(path);
  return known === null || parsed === null || fieldAt(known.record, parsed) === undefined;
}

/** Fields by the page that they stand on as a rule, the first or the last. */
function byPage(fields: readonly AskedField[], pages: readonly Page[]): ReadonlyMap<Page, readonly AskedField[]> {
  const [first, last] = [pages[0], pages.at(-1)];
  const groups = new Map<Page, AskedField[]>();
  for (const field of fields) {
    const page = field.page === 'first' ? first : last;
    if (page === undefined) continue;
    const group = groups.get(page);
    if (group === undefined) groups.set(page, [field]);
    else group.push(field);
  }
  return groups;
}

/** A page that cannot be drawn is not known to be blank: showing it says why. */
async function isBlank(sheets: Sheets, { number }: Page): Promise<boolean> {
  return sheets.isBlank(number).catch(() => false);
}

/** Longest side of a whole page, in pixels, and the tiles of 512 that it makes with the one that shows all of it. */
const [WHOLE, WHOLE_TILES] = [2048, 13];

function wholePage({ number, width, height }: Page, questions: Ask['questions']): Ask {
  const dpi = (WHOLE * 72) / Math.max(width, height);
  return { shown: [{ page: number, box: { x: 0, y: 0, w: width, h: height } }], dpi, tiles: WHOLE_TILES, questions };
}

function readingsOf(found: ReadonlyMap<string, Reading>, lines: readonly Row<'lines'>[]): Readings | null {
  if (found.size === 0 && lines.length === 0) return null;
  const scalars = Object.fromEntries(
    [...found].flatMap(([path, one]) => (SCALARS.has(path as ScalarPath) ? [[path, [one]]] : [])),
  );
  const iban = found.get('accounts[0].iban');
  const accounts = iban === undefined ? {} : { accounts: [{ iban }] };
  return { reader: 'model', scalars, rows: { ...accounts, ...(lines.length > 0 && { lines }) }, findings: [] };
}
