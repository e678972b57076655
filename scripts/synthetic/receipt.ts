import { closingTexts } from './closing.ts';
import { type CellForm, cellText } from './columns.ts';
import { printDate } from './notation.ts';
import { drawPartyBlock } from './parties.ts';
import type { Scene } from './scene.ts';
import { drawTotals } from './totals.ts';

/** Draws a receipt from a roll: the shop, what was bought, what was paid. */
export function drawReceipt(scene: Scene): void {
  const { paper, look, draft, dice, ledger } = scene;
  const left = look.margin;
  const width = paper.width - look.margin * 2;
  const right = left + width;
  const form: CellForm = {
    columns: [],
    unitInQuantity: false,
    rates: 'percent',
    discounts: 'percent',
    articleIn: 'none',
    positions: 'plain',
  };
  let y = drawPartyBlock(
    scene,
    draft.seller,
    {
      role: 'seller',
      ids: true,
      contact: dice.chance(0.5),
      country: false,
      person: false,
      form: 'lines',
      align: dice.pick(['center', 'center', 'left']),
    },
    left,
    16,
    width,
  );
  y = paper.line('-'.repeat(Math.floor(width / paper.measure('-'))), left, y + 3);
  const date = ledger.say('issue_date', draft.issued, printDate(draft.issued, draft.prints));
  const time = dice.fill(`1#:${dice.int(0, 5)}#`);
  if (dice.chance(0.6)) y = paper.line(scene.label('receipt'), left + width / 2, y, { face: 'bold', align: 'center' });
  const number = ledger.say('invoice_number', draft.number, draft.number);
  if (dice.chance(0.75)) {
    paper.line(`${scene.label('number')}${look.colon || ':'} ${number}`, left, y);
    y = paper.line(`${date} ${time}`, left, y + paper.pitch());
  } else {
    paper.line(number, left, y);
    y = paper.line(`${date}  ${time}`, right, y, { align: 'right' });
  }
  y += 4;
  draft.lines.forEach((line, i) => {
    const cell = (key: 'description' | 'quantity' | 'unitPrice' | 'net') => cellText(scene, form, key, line, i, true);
    const amount = cell('net');
    const descriptions = paper.wrap(cell('description'), width * 0.68);
    const simple = line.quantity === '1' && line.discount === '0';
    paper.line(amount, right, y, { align: 'right' });
    y = paper.lines(descriptions, left, y);
    if (!simple) y = paper.line(`${cell('quantity')} x ${cell('unitPrice')}`, left + 10, y);
  });
  y = paper.line('-'.repeat(Math.floor(width / paper.measure('-'))), left, y);
  y = drawTotals(scene, 'rows', left, y, width) + paper.pitch();
  for (const text of closingTexts(scene))
    y = paper.lines(paper.wrap(text, width), left + width / 2, y, { align: 'center' });
}
