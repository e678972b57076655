import Big from 'big.js';
import { type CellForm, type ColumnKey, cellText, drawCellForm, headOf, LEFT } from './columns.ts';
import type { Line } from './lines.ts';
import { printNumber } from './notation.ts';
import type { Scene } from './scene.ts';

/** How a table looks. */
interface TableLook {
  readonly rules: 'grid' | 'rows' | 'zebra' | 'bare' | 'columns';
  readonly head: 'filled' | 'ruled' | 'plain' | 'boxed' | 'none';
  readonly valign: 'top' | 'bottom' | 'middle';
  readonly pad: number;
  readonly size: number;
  readonly repeats: boolean;
  readonly carries: boolean;
  readonly subtotals: boolean;
  readonly ownTables: boolean;
  readonly detailInk: string;
}

/** Where a table stands and how it goes on. */
export interface TableFrame {
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  /** Adds a page; gives the top of what goes on there. */
  nextPage(): number;
}

interface Column {
  readonly key: ColumnKey;
  readonly head: readonly string[];
  readonly x: number;
  readonly width: number;
}

const GAP = 7;

function drawTableLook(scene: Scene): TableLook {
  const { dice, look, draft } = scene;
  const rules = dice.pick(['grid', 'rows', 'zebra', 'bare', 'bare', 'columns'] as const);
  const valign = dice.weigh([
    [8, 'top'],
    [1.4, 'bottom'],
    [rules === 'grid' ? 2 : 0, 'middle'],
  ] as const);
  return {
    rules,
    head: dice.weigh([
      [4, 'filled'],
      [4, 'ruled'],
      [1.5, 'plain'],
      [1, 'boxed'],
      [0.5, 'none'],
    ]),
    valign,
    // Without air between them, nobody could tell to which of two rows a line of text belongs.
    pad: look.body * dice.pick(valign === 'top' ? [0.15, 0.3, 0.45, 0.7] : [0.5, 0.7]),
    size: look.body - dice.pick([0, 0, 0.5, 1]),
    repeats: dice.chance(0.85),
    carries: dice.chance(0.3),
    subtotals: dice.chance(0.65),
    ownTables: draft.groups.length > 0 && dice.chance(0.35),
    detailInk: dice.pick(['#666666', look.ink]),
  };
}

/** Columns that can go where the page is too narrow, least needed first. */
const SPARE: readonly ColumnKey[] = ['serviceDate', 'taxAmount', 'grossAmount', 'pos', 'article', 'unit'];

/** Widths from what the cells hold; the description takes what is left. */
function layColumns(
  scene: Scene,
  form: CellForm,
  look: TableLook,
  frame: TableFrame,
): { form: CellForm; columns: Column[] } {
  const { paper, draft } = scene;
  const ink = { size: look.size };
  const widths = new Map<ColumnKey, number>();
  for (const key of form.columns) {
    if (key === 'description') continue;
    const cells = draft.lines.map((line, i) => paper.measure(cellText(scene, form, key, line, i, false), ink));
    const words = headOf(scene, key)
      .split(' ')
      .map((word) => paper.measure(word, { ...ink, face: 'bold' }));
    widths.set(key, Math.max(...cells, ...words) + GAP * 2 - 4);
  }
  const left = frame.width - [...widths.values()].reduce((sum, width) => sum + width, 0);
  const spare = SPARE.find((key) => form.columns.includes(key));
  if (left < frame.width * 0.22 && spare !== undefined)
    return layColumns(scene, { ...form, columns: form.columns.filter((key) => key !== spare) }, look, frame);
  let x = frame.x;
  const columns = form.columns.map((key): Column => {
    const width = widths.get(key) ?? left;
    const column = { key, x, width, head: wrapHead(scene, headOf(scene, key), width - GAP, look.size) };
    x += width;
    return column;
  });
  return { form, columns };
}

function wrapHead(scene: Scene, text: string, width: number, size: number): string[] {
  const ink = { size, face: 'bold' as const };
  const parts = scene.look.bilingual ? text.split(' / ') : [text];
  return parts.flatMap((part) => scene.paper.wrap(part, width, ink));
}

/** Draws the lines; gives the y below the last row. */
export function drawTable(scene: Scene, frame: TableFrame): number {
  const { paper, draft, look, dice } = scene;
  const style = drawTableLook(scene);
  const { form, columns } = layColumns(scene, drawCellForm(scene), style, frame);
  const ink = { size: style.size };
  const pitch = paper.pitch(ink);
  const right = frame.x + frame.width;
  let y = frame.top;
  let blockTop = y;
  let carried = new Big(0);

  const edge = (column: Column) => (LEFT.has(column.key) ? column.x + GAP / 2 : column.x + column.width - GAP / 2);
  const put = (column: Column, text: string, top: number, more: { face?: 'bold'; color?: string } = {}) =>
    paper.line(text, edge(column), top, { ...ink, ...more, align: LEFT.has(column.key) ? 'left' : 'right' });

  const drawHead = () => {
    if (style.head === 'none') return;
    if (draft.prints.inHead) scene.ledger.say('currency', draft.country.currency, draft.prints.mark);
    const rows = Math.max(...columns.map(({ head }) => head.length));
    const height = rows * pitch + style.pad * 2;
    const color = style.head === 'filled' ? dice.pick(['#ffffff']) : look.ink;
    if (style.head === 'filled') paper.fill(frame.x, y, frame.width, height, look.accent);
    if (style.head === 'boxed') paper.frame(frame.x, y, frame.width, height);
    for (const column of columns)
      column.head.forEach((text, i) => {
        put(column, text, y + style.pad + i * pitch, { face: 'bold', color });
      });
    y += height;
    if (style.head === 'ruled') paper.rule(frame.x, y, right, y, look.accent, 0.9);
    y += style.rules === 'grid' ? 0 : 2;
  };
  const closeBlock = () => {
    if (style.rules !== 'columns' && style.rules !== 'grid') return;
    for (const column of columns.slice(1)) paper.rule(column.x, blockTop, column.x, y, '#777777', 0.4);
    paper.frame(frame.x, blockTop, frame.width, y - blockTop, '#777777');
  };
  const sumRow = (label: string, amount: Big, bold: boolean) => {
    const net = columns.find(({ key }) => key === 'net');
    if (net === undefined) return;
    const face = bold ? { face: 'bold' as const } : {};
    // Left of the amount, or in the column of the description where the amount stands first.
    const before = net.x - GAP > frame.x + paper.measure(label, ink) + 20;
    if (before) paper.line(label, net.x - GAP, y + style.pad, { ...ink, ...face, align: 'right' });
    else paper.line(label, right, y + style.pad, { ...ink, ...face, align: 'right' });
    put(net, printNumber(amount.toFixed(2), draft.prints), y + style.pad, face);
    y += pitch + style.pad * 2;
  };
  const turn = () => {
    if (style.carries) sumRow(scene.label('carried'), carried, false);
    closeBlock();
    y = frame.nextPage();
    blockTop = y;
    if (style.repeats) drawHead();
    if (style.carries) sumRow(scene.label('brought'), carried, false);
  };
  const need = (height: number) => {
    if (y + height > frame.bottom - (style.carries ? pitch * 2 : 0)) turn();
  };
  const drawRow = (line: Line, index: number) => {
    const description = columns.find(({ key }) => key === 'description');
    if (description === undefined) return;
    const main = paper.wrap(cellText(scene, form, 'description', line, index, true), description.width - GAP, ink);
    const below = [
      ...(form.articleIn === 'below' ? [`${scene.label('article').replace(/ \/.*/, '')} ${line.article}`] : []),
      ...line.details,
      ...line.parts.map((part) => `- ${part}`),
    ].flatMap((text) => paper.wrap(text, description.width - GAP - 6, { size: style.size - 0.8 }));
    const detailPitch = paper.pitch({ size: style.size - 0.8 });
    const height = main.length * pitch + below.length * detailPitch + style.pad * 2;
    need(height);
    if (style.rules === 'zebra' && index % 2 === 1) paper.fill(frame.x, y, frame.width, height, '#f2f2f2');
    const top = y + style.pad;
    const inner = height - style.pad * 2 - pitch;
    const shift = style.valign === 'top' ? 0 : style.valign === 'bottom' ? inner : inner / 2;
    paper.lines(main, edge(description), top, ink);
    paper.lines(below, edge(description) + (style.detailInk === look.ink ? 0 : 4), top + main.length * pitch, {
      size: style.size - 0.8,
      color: style.detailInk,
    });
    for (const column of columns)
      if (column.key !== 'description') put(column, cellText(scene, form, column.key, line, index, true), top + shift);
    y += height;
    carried = carried.plus(line.amount);
    if (style.rules === 'rows' || style.rules === 'grid') paper.rule(frame.x, y, right, y, '#999999', 0.4);
  };

  drawHead();
  const { groups, lines } = draft;
  const share = groups.length === 0 ? lines.length : Math.ceil(lines.length / groups.length);
  let inGroup = new Big(0);
  lines.forEach((line, index) => {
    const group = groups[Math.floor(index / share)];
    if (group !== undefined && index % share === 0) {
      if (style.ownTables && index > 0) {
        closeBlock();
        y += pitch;
        need(pitch * 7);
        y = paper.line(group, frame.x, y, { face: 'bold', size: style.size + 1 }) + 2;
        blockTop = y;
        drawHead();
      } else {
        need(pitch * 4);
        paper.line(group, frame.x + GAP / 2, y + style.pad, { ...ink, face: 'bold' });
        y += pitch + style.pad * 2;
      }
      inGroup = new Big(0);
    }
    drawRow(line, index);
    inGroup = inGroup.plus(line.amount);
    if (group !== undefined && style.subtotals && (index % share === share - 1 || index === lines.length - 1)) {
      need(pitch * 2);
      sumRow(scene.label('groupTotal', { group }), inGroup, true);
    }
  });
  if (style.rules === 'bare' && dice.chance(0.5)) paper.rule(frame.x, y, right, y, look.accent, 0.6);
  closeBlock();
  return y;
}
