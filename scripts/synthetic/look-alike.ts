import { diceOf } from './dice.ts';
import { drawDraft } from './draft.ts';
import { openLedger } from './ledger.ts';
import { daysAfter, printDate, printMoney } from './notation.ts';
import { openPaper } from './paper.ts';
import { drawLook, openScene, type Scene } from './scene.ts';
import { drawTop, SKELETONS } from './skeletons.ts';
import { drawTable } from './table.ts';
import { drawTotals, drawTotalsForm } from './totals.ts';
import { LOOK_ALIKE_WORDS, LOOK_ALIKES, type LookAlike, type LookAlikeWords } from './words/look-alikes.ts';

/** A drawn document that is no invoice. */
export interface DrawnLookAlike {
  readonly stem: string;
  readonly pdf: Buffer;
  readonly kind: LookAlike;
}

/** Draws a document that looks like an invoice and is none: the same tops, tables and totals under other words. */
export async function drawLookAlike(seed: number, index: number): Promise<DrawnLookAlike> {
  const kind = LOOK_ALIKES[index % LOOK_ALIKES.length] ?? 'quote';
  const stem = `look-alike-${seed}-${String(index).padStart(4, '0')}`;
  for (let attempt = 0; ; attempt++) {
    const name = `${stem}-${attempt}`;
    const dice = diceOf(name);
    const drawn = drawDraft(dice, name);
    const words = LOOK_ALIKE_WORDS[drawn.language]?.[kind];
    if (drawn.kind !== 'invoice' || words === undefined) continue;
    const listing = kind === 'reminder' || kind === 'statement' || kind === 'remittance_advice';
    const numbered = dice.chance(listing ? 0 : 0.25);
    const draft = {
      ...drawn,
      country: withoutTitles(drawn.country),
      due: kind === 'quote' || listing || dice.chance(0.7) ? undefined : drawn.due,
      references: [
        ...drawn.references,
        // Some print the number of the invoice that goes with them.
        ...(numbered ? [{ key: 'original' as const, value: dice.fill('RE-%####') }] : []),
      ],
      words: {
        ...drawn.words,
        invoice: words.title,
        number: words.number,
        original: drawn.words.number,
        intro: words.intro,
      },
    };
    const look = { ...drawLook(dice, draft), bilingual: false };
    const paper = openPaper({ ...look, title: `${kind} ${draft.number}`, date: draft.issued });
    const scene = openScene(dice, draft, look, paper, openLedger());
    const top = drawTop(scene, dice.pick(SKELETONS));
    const left = top.left ?? look.margin;
    drawBody(scene, { kind, words, left, width: paper.width - look.margin - left, top: top.bottom });
    return { stem, pdf: await paper.finish(), kind };
  }
}

function withoutTitles<C extends object>(country: C): C {
  return { ...country, titles: undefined };
}

interface Body {
  readonly kind: LookAlike;
  readonly words: LookAlikeWords;
  readonly left: number;
  readonly width: number;
  readonly top: number;
}

function drawBody(scene: Scene, { kind, words, left, width, top }: Body): void {
  const { dice, paper, look } = scene;
  let y = top + paper.pitch();
  if (dice.chance(0.6)) y = paper.lines(paper.wrap(dice.word(words.intro), width), left, y) + 6;
  const bottom = paper.height - 60;
  const nextPage = () => {
    paper.addPage();
    return look.margin;
  };
  if (kind === 'delivery_note' && dice.chance(0.6)) y = drawGoods(scene, left, width, y);
  else if (kind === 'reminder' || kind === 'statement' || kind === 'remittance_advice')
    y = drawItems(scene, kind, left, width, y);
  else {
    y = drawTable(scene, { x: left, width, top: y, bottom, nextPage });
    if (y > bottom - 140) y = nextPage();
    y = drawTotals(scene, drawTotalsForm(scene), left, y + paper.pitch(), width);
  }
  y += paper.pitch();
  for (const text of dice.shuffle(words.closing.split('|')).slice(0, dice.int(1, 2)))
    y = paper.lines(paper.wrap(text, width), left, y) + 3;
}

/** Goods without prices. */
function drawGoods(scene: Scene, left: number, width: number, top: number): number {
  const { dice, draft, paper, label } = scene;
  const heads = [label('pos'), label('description'), label('quantity'), label('unit')];
  const at = [0, 0.1, 0.75, 0.88].map((share) => left + share * width);
  const row = (cells: readonly string[], y: number, bold: boolean) => {
    for (const [i, cell] of cells.entries()) paper.line(cell, at[i] ?? left, y, bold ? { face: 'bold' } : {});
    return y + paper.pitch();
  };
  let y = row(heads, top, true);
  for (let i = 1; i <= Math.min(12, draft.lines.length + 1); i++)
    y = row([String(i), dice.word(draft.words.goods), String(dice.int(1, 40)), dice.word(draft.words.units)], y, false);
  return y;
}

/** Invoices with their dates and amounts, sometimes with a balance. */
function drawItems(scene: Scene, kind: LookAlike, left: number, width: number, top: number): number {
  const { dice, draft, paper } = scene;
  const { words, prints } = draft;
  const balance = kind === 'statement' && dice.chance(0.6);
  const number = words.original.split('|')[0] ?? '';
  const heads = [
    number,
    dice.word(words.issueDate),
    dice.word(words.dueDate),
    dice.word(words.net),
    ...(balance ? ['Saldo'] : []),
  ];
  const right = (i: number) => left + width * ((balance ? [0, 0.3, 0.5, 0.8, 1] : [0, 0.35, 0.65, 1])[i] ?? 0);
  const row = (cells: readonly string[], y: number, bold: boolean) => {
    const face = bold ? ('bold' as const) : ('regular' as const);
    for (const [i, cell] of cells.entries()) paper.line(cell, right(i), y, { face, align: i > 2 ? 'right' : 'left' });
    return y + paper.pitch();
  };
  let y = row(heads, top, true);
  let sum = 0;
  const count = kind === 'reminder' && dice.chance(0.4) ? 1 : dice.int(2, 8);
  const money = (value: number) => printMoney(value.toFixed(2), prints, prints.totals);
  for (let i = 0; i < count; i++) {
    const day = daysAfter(draft.issued, -90 + i * 9);
    const amount = dice.int(1000, 300000) / 100;
    sum += amount;
    const cells = [dice.fill('RE-%####'), printDate(day, prints), printDate(daysAfter(day, 30), prints), money(amount)];
    y = row([...cells, ...(balance ? [money(sum)] : [])], y, false);
  }
  return paper.line(`${dice.word(words.gross)}  ${money(sum)}`, left + width, y + 4, { face: 'bold', align: 'right' });
}
