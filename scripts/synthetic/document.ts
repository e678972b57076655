import { closingTexts, drawAccounts, drawFooters, type FooterForm, footerHeight } from './closing.ts';
import { drawConditions } from './conditions.ts';
import { diceOf } from './dice.ts';
import { drawDraft } from './draft.ts';
import { goldOf } from './gold.ts';
import { openLedger, type Print } from './ledger.ts';
import { openPaper } from './paper.ts';
import { drawReceipt } from './receipt.ts';
import { drawLook, openScene } from './scene.ts';
import { drawTop, SKELETONS } from './skeletons.ts';
import { drawTable } from './table.ts';
import { drawTotals, drawTotalsForm, totalsHeight } from './totals.ts';

/** A drawn document: its PDF, what reading it should give, and what of that stands where. */
export interface Drawn {
  readonly stem: string;
  readonly pdf: Buffer;
  readonly gold: Readonly<Record<string, unknown>>;
  readonly prints: readonly Print[];
}

/** Draws the document of a seed. */
export async function drawDocument(seed: number, index: number): Promise<Drawn> {
  const stem = `synthetic-${seed}-${String(index).padStart(4, '0')}`;
  const dice = diceOf(stem);
  const draft = drawDraft(dice, stem);
  const receipt = draft.kind === 'receipt' && dice.chance(0.75);
  const chosen = drawLook(dice, draft);
  const look = receipt
    ? {
        ...chosen,
        size: [226, 340 + draft.lines.length * 40] as const,
        margin: 14,
        body: Math.min(chosen.body, 8.5),
        bilingual: false,
      }
    : chosen;
  const paper = openPaper({ ...look, title: `${draft.kind} ${draft.number}`, date: draft.issued });
  const ledger = openLedger();
  const scene = openScene(dice, draft, look, paper, ledger);
  if (receipt) {
    drawReceipt(scene);
    return finish('receipt-roll');
  }

  const skeleton = dice.pick(SKELETONS);
  const top = drawTop(scene, skeleton);
  const left = top.left ?? look.margin;
  const width = paper.width - look.margin - left;
  const footer: FooterForm = {
    kind: top.sellerInFooter
      ? dice.pick(['columns', 'columns', 'centred'])
      : dice.weigh([
          [3, 'columns'],
          [3, 'centred'],
          [4, 'none'],
        ]),
    seller: top.sellerInFooter || dice.chance(0.5),
    accounts: dice.chance(0.5),
    pageNumbers: dice.chance(0.6),
  };
  const bottom = paper.height - footerHeight(scene, footer) - 26;
  const totalsForm = drawTotalsForm(scene);
  let y = top.bottom;
  if (dice.chance(0.3)) y = paper.lines(paper.wrap(dice.word(draft.words.intro), width), left, y) + 6;
  const nextPage = () => {
    paper.addPage();
    if (dice.chance(0.5)) {
      const text = `${draft.seller.brand}  ${scene.label('invoice')} ${draft.number}`;
      return paper.line(text, left, look.margin * 0.7, { size: look.body - 1, color: '#666666' }) + 8;
    }
    return look.margin;
  };
  y = drawTable(scene, { x: left, width, top: y, bottom, nextPage });
  if (y + totalsHeight(scene) > bottom) y = nextPage();
  y = drawTotals(scene, totalsForm, left, y + paper.pitch() * 0.8, width) + paper.pitch();
  const texts = closingTexts(scene);
  const accountsHere = !(footer.accounts && footer.kind === 'columns');
  const room = () => {
    if (y + paper.pitch() * 6 > bottom) y = nextPage();
  };
  const first = dice.chance(0.5);
  const drawTexts = () => {
    for (const text of texts) {
      room();
      y = paper.lines(paper.wrap(text, width), left, y) + 2;
    }
  };
  const drawBank = () => {
    if (!accountsHere || draft.accounts.length === 0) return;
    room();
    y = drawAccounts(scene, left, y + 3, width) + 3;
  };
  if (first) {
    drawTexts();
    drawBank();
  } else {
    drawBank();
    drawTexts();
  }
  if (dice.chance(0.16)) drawConditions(scene, { left, width, y, bottom, nextPage });
  drawFooters(scene, footer, {
    role: 'seller',
    ids: false,
    contact: false,
    country: false,
    person: false,
    form: 'lines',
  });
  return finish(skeleton);

  async function finish(family: string): Promise<Drawn> {
    const pages = paper.pages();
    const pdf = await paper.finish();
    return { stem, pdf, gold: goldOf(draft, ledger, family, pages), prints: ledger.prints };
  }
}
