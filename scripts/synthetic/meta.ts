import { printDate } from './notation.ts';
import type { Scene } from './scene.ts';

/** One labelled value near the title. */
export interface MetaRow {
  readonly label: string;
  readonly text: string;
}

export type MetaForm = 'pairs' | 'right-pairs' | 'tight' | 'inline' | 'stack' | 'strip' | 'boxes' | 'flow';

/** The labelled values of a document, noted in the ledger. `without` are printed elsewhere. */
export function metaRows(scene: Scene, without: ReadonlySet<string> = new Set()): MetaRow[] {
  const { draft, ledger, dice, label } = scene;
  const { prints } = draft;
  const day = (iso: string) => printDate(iso, prints);
  const first: MetaRow[] = [];
  if (!without.has('number'))
    first.push({
      label: label(draft.kind === 'credit_note' ? 'creditNumber' : 'number'),
      text: ledger.say('invoice_number', draft.number, draft.number),
    });
  if (!without.has('date'))
    first.push({ label: label('issueDate'), text: ledger.say('issue_date', draft.issued, day(draft.issued)) });
  const rest: MetaRow[] = draft.references.map(({ key, value }) => {
    if (key === 'order') ledger.say('purchase_order', value, value);
    return { label: label(key), text: value };
  });
  if (draft.due !== undefined && !without.has('due'))
    rest.push({ label: label('dueDate'), text: ledger.say('due_date', draft.due, day(draft.due)) });
  if (draft.delivered !== undefined) rest.push({ label: label('deliveryDate'), text: day(draft.delivered) });
  if (draft.period !== undefined)
    rest.push({ label: label('period'), text: draft.period.map(day).join(dice.pick([' - ', ' – '])) });
  const mixed = dice.chance(0.3) ? dice.shuffle([...first, ...rest]) : [...first, ...dice.shuffle(rest)];
  return mixed;
}

/** Draws labelled values; gives the y below them. */
export function drawMeta(
  scene: Scene,
  rows: readonly MetaRow[],
  form: MetaForm,
  x: number,
  y: number,
  width: number,
): number {
  const { paper, look, dice } = scene;
  const labelInk = { face: look.boldLabels ? ('bold' as const) : ('regular' as const) };
  const valueInk = { face: look.boldValues ? ('bold' as const) : ('regular' as const) };
  if (rows.length === 0) return y;
  if (form === 'flow') {
    const gap = '   ';
    return paper.lines(
      paper.wrap(rows.map((row) => `${row.label}${look.colon || ':'} ${row.text}`).join(gap), width),
      x,
      y,
    );
  }
  if (form === 'inline') {
    const right = dice.chance(0.3);
    return paper.lines(
      rows.flatMap((row) =>
        paper.wrap(`${row.label}${look.colon || (dice.chance(0.7) ? ':' : '')} ${row.text}`, width),
      ),
      right ? x + width : x,
      y,
      { align: right ? 'right' : 'left' },
    );
  }
  if (form === 'stack') {
    return rows.reduce((top, row) => {
      const below = paper.line(row.label, x, top, { size: look.body - 1.2, color: '#666666' });
      return paper.lines(paper.wrap(row.text, width, valueInk), x, below, valueInk) + look.body * 0.35;
    }, y);
  }
  if (form === 'strip' || form === 'boxes') return drawStrip(scene, rows, form, x, y, width);
  const gutter = Math.max(...rows.map((row) => paper.measure(row.label + look.colon, labelInk)));
  const values = Math.max(...rows.map((row) => paper.measure(row.text, valueInk)));
  const gap = Math.min(look.body, width - gutter - values);
  if (gap < 3) return drawMeta(scene, rows, 'stack', x, y, width);
  return rows.reduce((top, row) => {
    const label = row.label + look.colon;
    if (form === 'tight') paper.line(label, x + gutter, top, { ...labelInk, align: 'right' });
    else paper.line(label, x, top, labelInk);
    if (form === 'right-pairs') return paper.line(row.text, x + width, top, { ...valueInk, align: 'right' });
    return paper.line(row.text, x + gutter + gap, top, valueInk);
  }, y);
}

/** Labels over values, side by side. */
function drawStrip(
  scene: Scene,
  rows: readonly MetaRow[],
  form: 'strip' | 'boxes',
  x: number,
  y: number,
  width: number,
): number {
  const { paper, look } = scene;
  const pad = 5;
  const small = { size: look.body - 1 };
  const need = rows.map((row) => Math.max(paper.measure(row.label, small), paper.measure(row.text)) + pad * 2 + 2);
  const bands: number[][] = [];
  let used = width + 1;
  rows.forEach((_, i) => {
    used += need[i] ?? 0;
    if (used > width) {
      bands.push([]);
      used = need[i] ?? 0;
    }
    bands.at(-1)?.push(i);
  });
  const height = paper.pitch(small) + paper.pitch() + pad * 1.4;
  return bands.reduce((top, band) => {
    const sum = band.reduce((total, i) => total + (need[i] ?? 0), 0);
    let left = x;
    if (form === 'strip') paper.fill(x, top, width, paper.pitch(small) + pad * 0.8, '#eeeeee');
    for (const i of band) {
      const row = rows[i];
      const cell = ((need[i] ?? 0) * width) / sum;
      if (row === undefined) continue;
      if (form === 'boxes') paper.frame(left, top, cell, height);
      paper.line(row.label, left + pad, top + pad * 0.4, small);
      paper.line(row.text, left + pad, top + pad * 0.8 + paper.pitch(small), {
        face: look.boldValues ? 'bold' : 'regular',
      });
      left += cell;
    }
    return top + height + (form === 'strip' ? 2 : 0);
  }, y);
}
