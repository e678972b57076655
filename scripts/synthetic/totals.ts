import Big from 'big.js';
import { letterOf } from './columns.ts';
import { printNumber, printRate } from './notation.ts';
import type { Scene } from './scene.ts';
import type { Tax } from './sums.ts';

interface Row {
  readonly label: string;
  readonly text: string;
  readonly strong?: boolean;
}

export type TotalsForm = 'rows' | 'table' | 'strip';

/** Chooses how the totals stand. */
export function drawTotalsForm({ dice, draft }: Scene): TotalsForm {
  if (draft.sums.taxes.length === 0) return 'rows';
  return dice.weigh([
    [6, 'rows'],
    [3, 'table'],
    [1.3, 'strip'],
  ]);
}

/** Height that the totals may need. */
export function totalsHeight(scene: Scene): number {
  return scene.paper.pitch() * (9 + scene.draft.sums.taxes.length * 2);
}

/** Draws the totals; gives the y below them. */
export function drawTotals(scene: Scene, form: TotalsForm, x: number, y: number, width: number): number {
  const { dice, paper } = scene;
  if (form === 'strip') return drawTotalStrip(scene, x, y, width);
  const wide = dice.chance(0.12);
  const blockWidth = wide ? width : Math.min(width, Math.max(width * dice.pick([0.38, 0.45, 0.52]), 190));
  if (form === 'table') {
    const beside = dice.chance(0.5) && !wide && width - blockWidth > 200;
    const below = drawTaxTable(scene, x, y, beside ? width - blockWidth - 24 : Math.min(width, 320));
    const rows = totalRows(scene, false);
    const end = drawRows(scene, rows, x + width - blockWidth, beside ? y : below + paper.pitch() * 0.6, blockWidth);
    return Math.max(below, end);
  }
  const left = dice.chance(0.05) ? x : x + width - blockWidth;
  return drawRows(scene, totalRows(scene, true), left, y, blockWidth);
}

/** What is summed, row by row, as far as this document prints it. */
function totalRows(scene: Scene, taxRows: boolean): Row[] {
  const { draft, dice, label, total, ledger } = scene;
  const { sums, taxation } = draft;
  const rows: Row[] = [];
  const changed = sums.discount !== undefined || sums.shipping !== undefined;
  const included = taxation.kind === 'gross';
  if (changed) rows.push({ label: label('lineTotal'), text: total('line_total', sums.lineTotal) });
  if (sums.discount !== undefined) {
    const rate = draft.discountPercent === undefined ? '' : printRate(draft.discountPercent, draft.prints);
    const minus = new Big(sums.discount).times(-1).toFixed(2);
    rows.push({ label: label('docDiscount', { rate }), text: total(null, dice.chance(0.8) ? minus : sums.discount) });
  }
  if (sums.shipping !== undefined) rows.push({ label: label('shipping'), text: total(null, sums.shipping) });
  if (taxation.kind !== 'none' && !included && (!changed || dice.chance(0.7) || draft.country.scheme !== 'sales'))
    if (taxation.kind !== 'zero' || dice.chance(0.6))
      rows.push({ label: label('netTotal'), text: total('net_total', sums.net) });
  const taxes: Row[] =
    taxRows &&
    (taxation.kind === 'net' || included || (taxation.kind === 'zero' && ledger.has('net_total') && dice.chance(0.6)))
      ? sums.taxes.map((tax, i) => taxRow(scene, tax, i))
      : [];
  const single = sums.taxes.length === 1;
  if (single && taxes.length === 1) ledger.say('tax_total', sums.tax, printNumber(sums.tax, draft.prints));
  const totalTax = !single && sums.taxes.length > 0 && taxation.kind !== 'zero' && dice.chance(taxRows ? 0.35 : 0.8);
  const alone = !taxRows && single;
  const taxTotal: Row[] = totalTax || alone ? [{ label: label('taxTotal'), text: total('tax_total', sums.tax) }] : [];
  const onlyDue =
    !included &&
    sums.prepaid === undefined &&
    sums.rounding === undefined &&
    sums.withheld === undefined &&
    dice.chance(0.06);
  const gross: Row[] = onlyDue ? [] : [{ label: label('gross'), text: total('gross_total', sums.gross), strong: true }];
  if (included) {
    if (dice.chance(0.35)) taxes.unshift({ label: label('netTotal'), text: total('net_total', sums.net) });
    rows.push(...(dice.chance(0.6) ? [...gross, ...taxes, ...taxTotal] : [...taxes, ...taxTotal, ...gross]));
  } else rows.push(...taxes, ...taxTotal, ...gross);
  if (sums.withheld !== undefined) {
    const rate = printRate(taxation.withheld ?? '0', draft.prints);
    const word =
      draft.code === 'IT'
        ? dice.pick([`Ritenuta d'acconto ${rate}`, `R.A. ${rate}`])
        : dice.pick([`Retención IRPF ${rate}`, `IRPF -${rate}`]);
    rows.push({ label: word, text: total(null, new Big(sums.withheld).times(-1).toFixed(2)) });
  }
  if (sums.prepaid !== undefined) {
    const minus = dice.chance(0.6);
    const text = total(null, minus ? new Big(sums.prepaid).times(-1).toFixed(2) : sums.prepaid);
    // Gold has what was paid as an amount; a minus sign before it is a way to write the sum.
    ledger.say('prepaid', sums.prepaid, printNumber(sums.prepaid.replace('-', ''), draft.prints));
    rows.push({ label: label('prepaid'), text });
  }
  if (sums.rounding !== undefined) rows.push({ label: label('rounding'), text: total(null, sums.rounding) });
  const needed = onlyDue || sums.prepaid !== undefined || sums.rounding !== undefined || sums.withheld !== undefined;
  if (needed || dice.chance(0.15))
    rows.push({ label: label('due'), text: total('amount_due', sums.due), strong: true });
  if (dice.chance(0.04)) rows.push(otherCurrency(scene));
  return rows;
}

/** The total once more in another currency. */
function otherCurrency({ draft, dice, label }: Scene): Row {
  const code = draft.country.currency === 'EUR' ? 'USD' : 'EUR';
  const rate = new Big(dice.int(600, 1900)).div(1000);
  const amount = new Big(draft.sums.gross).times(rate).toFixed(2);
  const course = dice.chance(0.6)
    ? ` (1 ${draft.country.currency} = ${printNumber(rate.toFixed(4), draft.prints)} ${code})`
    : '';
  return { label: `${label('gross')} ${code}${course}`, text: `${printNumber(amount, draft.prints)} ${code}` };
}

function taxRow(scene: Scene, tax: Tax, i: number): Row {
  const { draft, label, total, ledger } = scene;
  const { prints } = draft;
  const name = tax.name === '' ? draft.taxWord : tax.name;
  const form = memo(scene);
  const rated = form !== 'bare' || draft.sums.taxes.length > 1;
  const rate = printRate(tax.rate, prints);
  if (rated) ledger.say(`taxes.${i}.rate`, tax.rate, printNumber(tax.rate, prints));
  const basis = printNumber(tax.basis, prints);
  if (form === 'basis') ledger.say(`taxes.${i}.basis`, tax.basis, basis);
  const words = {
    bare: rated ? `${name} ${rate}` : name,
    after: `${name} ${rate}`,
    brackets: `${name} (${rate})`,
    front: `${rate} ${name}`,
    basis: `${name} ${rate} ${label('on')} ${basis}`,
  }[form];
  return { label: words, text: total(`taxes.${i}.amount`, tax.amount) };
}

const forms = new WeakMap<Scene, 'after' | 'brackets' | 'front' | 'basis' | 'bare'>();

/** All tax rows of a document are worded alike. */
function memo(scene: Scene) {
  const known =
    forms.get(scene) ??
    scene.dice.weigh([
      [4, 'after'],
      [1.5, 'brackets'],
      [2, 'front'],
      [1.5, 'basis'],
      [1, 'bare'],
    ] as const);
  forms.set(scene, known);
  return known;
}

function drawRows(scene: Scene, rows: readonly Row[], x: number, y: number, width: number): number {
  const { paper, look, dice } = scene;
  const style = dice.pick(['plain', 'ruled', 'boxed', 'banner', 'tight'] as const);
  const pad = style === 'boxed' || style === 'ruled' ? 2.5 : 1;
  const right = x + width;
  const colon = dice.chance(0.3) ? look.colon || ':' : '';
  const tight = style === 'tight';
  const amounts = Math.max(...rows.map((row) => paper.measure(row.text, { face: 'bold', size: look.body + 1.5 })));
  return rows.reduce((top, row) => {
    const ink = {
      face: row.strong ? ('bold' as const) : ('regular' as const),
      size: row.strong && style !== 'tight' ? look.body + 1 : look.body,
    };
    const labels = paper.wrap(`${row.label}${colon}`, width - paper.measure(row.text, ink) - 16, ink);
    const height = paper.pitch(ink) * labels.length + pad * 2;
    const banner = style === 'banner' && row.strong === true;
    if (banner) paper.fill(x - 4, top, width + 8, height, look.accent);
    const color = banner ? '#ffffff' : look.ink;
    if (tight) paper.lines(labels, right - amounts - 14, top + pad, { ...ink, color, align: 'right' });
    else paper.lines(labels, x + (style === 'boxed' ? 4 : 0), top + pad, { ...ink, color });
    paper.line(row.text, right - (style === 'boxed' ? 4 : 0), top + pad, { ...ink, color, align: 'right' });
    if (style === 'ruled') paper.rule(x, top + height, right, top + height, '#aaaaaa', 0.4);
    if (style === 'boxed') paper.frame(x, top, width, height, '#888888');
    return top + height;
  }, y);
}

/** Rate, basis and amount of each tax as a small table. */
function drawTaxTable(scene: Scene, x: number, y: number, width: number): number {
  const { paper, draft, label, dice, ledger } = scene;
  const { prints, sums } = draft;
  const lettered = sums.taxes.length > 1 && dice.chance(0.2) && draft.country.scheme === undefined;
  const columns = dice.shuffle(['rate', 'basis', 'amount'] as const);
  const heads = {
    rate: label('taxRate'),
    basis: label('basis'),
    amount: sums.taxes.some(({ name }) => name !== '') || dice.chance(0.5) ? label('taxAmount') : label('taxTotal'),
  };
  const size = scene.look.body - 0.5;
  const step = width / columns.length;
  const widest = Math.max(...columns.map((key) => paper.measure(heads[key], { size, face: 'bold' })));
  const headSize = Math.min(size, (size * (step - 8)) / widest);
  columns.forEach((key, i) => {
    paper.line(heads[key], x + step * (i + 1) - 6, y, { size: headSize, face: 'bold', align: 'right' });
  });
  let top = y + paper.pitch({ size }) + 4;
  if (dice.chance(0.7)) paper.rule(x, top - 3, x + width, top - 3);
  sums.taxes.forEach((tax, row) => {
    const rate = printRate(tax.rate, prints);
    const named =
      tax.name === '' ? (lettered ? `${letterOf(scene, tax.rate)} = ${rate}` : rate) : `${tax.name} ${rate}`;
    ledger.say(`taxes.${row}.rate`, tax.rate, printNumber(tax.rate, prints));
    const texts = {
      rate: named,
      basis: ledger.say(`taxes.${row}.basis`, tax.basis, printNumber(tax.basis, prints)),
      amount: ledger.say(`taxes.${row}.amount`, tax.amount, printNumber(tax.amount, prints)),
    };
    columns.forEach((key, i) => {
      paper.line(texts[key], x + step * (i + 1) - 6, top, { size, align: 'right' });
    });
    top += paper.pitch({ size });
  });
  return top;
}

/** All totals in one row of cells, labels above. */
function drawTotalStrip(scene: Scene, x: number, y: number, width: number): number {
  const { paper, draft, label, total, dice, look } = scene;
  const { sums, prints, taxation } = draft;
  let top = y;
  if (sums.taxes.length > 1) top = drawTaxTable(scene, x, y, Math.min(width, 330)) + paper.pitch() * 0.5;
  const cells: Row[] = [];
  const changed = sums.discount !== undefined || sums.shipping !== undefined;
  if (changed) cells.push({ label: label('lineTotal'), text: total('line_total', sums.lineTotal) });
  if (sums.discount !== undefined) {
    const rate = draft.discountPercent === undefined ? '' : printRate(draft.discountPercent, prints);
    cells.push({ label: label('docDiscount', { rate }), text: total(null, sums.discount) });
  }
  if (sums.shipping !== undefined) cells.push({ label: label('shipping'), text: total(null, sums.shipping) });
  if (taxation.kind !== 'gross' || dice.chance(0.4))
    cells.push({ label: label('netTotal'), text: total('net_total', sums.net) });
  const single = sums.taxes.length === 1 ? sums.taxes[0] : undefined;
  if (single !== undefined) {
    const rate = printRate(single.rate, prints);
    scene.ledger.say('taxes.0.rate', single.rate, printNumber(single.rate, prints));
    scene.ledger.say('taxes.0.amount', single.amount, printNumber(single.amount, prints));
    if (dice.chance(0.5))
      cells.push(
        { label: label('taxRate'), text: rate },
        { label: label('taxTotal'), text: total('tax_total', sums.tax) },
      );
    else cells.push({ label: `${draft.taxWord} ${rate}`, text: total('tax_total', sums.tax) });
  } else cells.push({ label: label('taxTotal'), text: total('tax_total', sums.tax) });
  cells.push({ label: label('gross'), text: total('gross_total', sums.gross), strong: true });
  if (sums.withheld !== undefined)
    cells.push({
      label: `${draft.code === 'IT' ? 'Ritenuta' : 'IRPF'} ${printRate(taxation.withheld ?? '0', prints)}`,
      text: total(null, new Big(sums.withheld).times(-1).toFixed(2)),
    });
  if (sums.prepaid !== undefined) cells.push({ label: label('prepaid'), text: total('prepaid', sums.prepaid) });
  if (sums.rounding !== undefined) cells.push({ label: label('rounding'), text: total(null, sums.rounding) });
  if (sums.prepaid !== undefined || sums.rounding !== undefined || sums.withheld !== undefined)
    cells.push({ label: label('due'), text: total('amount_due', sums.due), strong: true });
  const bands = cells.length > 6 ? [cells.slice(0, 4), cells.slice(4)] : [cells];
  const framed = dice.chance(0.6);
  const aligned = dice.pick(['left', 'right', 'mixed'] as const);
  const small = { size: look.body - 1.5 };
  for (const band of bands) {
    const cell = width / band.length;
    const height = paper.pitch(small) * 2 + paper.pitch() + 6;
    band.forEach((row, i) => {
      const left = x + cell * i;
      if (framed) paper.frame(left, top, cell, height, '#888888');
      const wrapped = paper.wrap(row.label, cell - 8, small).slice(0, 2);
      if (aligned === 'right') paper.lines(wrapped, left + cell - 4, top + 2, { ...small, align: 'right' });
      else paper.lines(wrapped, left + 4, top + 2, small);
      const value = aligned === 'left' ? left + 4 : left + cell - 4;
      paper.line(row.text, value, top + paper.pitch(small) * 2 + 3, {
        align: aligned === 'left' ? 'left' : 'right',
        face: row.strong ? 'bold' : 'regular',
      });
    });
    top += height;
  }
  return top;
}
