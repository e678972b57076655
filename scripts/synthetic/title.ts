import { printDate } from './notation.ts';
import type { Scene } from './scene.ts';
import type { Language } from './words/languages.ts';

const TITLE_CODES = { invoice: '380', credit_note: '381', corrected: '384', proforma: '325', receipt: '' } as const;

const NUMBER_MARKS: Partial<Record<Language, readonly string[]>> = {
  de: ['', 'Nr. '],
  en: ['', 'No. ', '#', '# '],
  fr: ['', 'n° ', 'N° ', 'no '],
  es: ['', 'n.º ', 'Nº '],
  it: ['', 'n. ', 'N° '],
  pl: ['', 'nr '],
  cs: ['', 'č. ', 'číslo '],
  nl: ['', 'nr. '],
  da: ['', 'nr. '],
  nb: ['', 'nr. '],
  sv: ['', 'nr '],
};

/** The title, sometimes with number and date in it. */
export function drawTitle(
  scene: Scene,
  inTitle: Set<string>,
  x: number,
  y: number,
  align: 'left' | 'right' | 'center',
): number {
  const { dice, draft, paper, look, ledger, label } = scene;
  const key = (
    {
      invoice: 'invoice',
      credit_note: 'creditNote',
      proforma: 'proforma',
      corrected: 'corrected',
      receipt: 'receipt',
    } as const
  )[draft.kind];
  const own =
    draft.kind === 'invoice' && draft.country.titles !== undefined && dice.chance(0.7)
      ? dice.word(draft.country.titles)
      : label(key);
  const code = TITLE_CODES[draft.kind];
  if (code !== '') ledger.say('invoice_type_code', code, own);
  const size = look.body + dice.pick([2, 4, 7, 12]);
  const room = paper.measure(own, { face: 'bold', size }) < 260;
  let text = own;
  if (room && dice.chance(0.22)) {
    inTitle.add('number');
    const number = ledger.say('invoice_number', draft.number, draft.number);
    text = `${own} ${dice.pick(NUMBER_MARKS[draft.language] ?? ['', '', '# '])}${number}`;
    if (draft.language === 'de' && dice.chance(0.3)) {
      inTitle.add('date');
      text += ` vom ${ledger.say('issue_date', draft.issued, printDate(draft.issued, draft.prints))}`;
    }
  }
  const fits = Math.min(
    size,
    (size * (paper.width - look.margin * 2) * (align === 'left' ? 0.6 : 0.5)) /
      paper.measure(text, { face: 'bold', size }),
  );
  return (
    paper.line(text, x, y, {
      face: 'bold',
      size: Math.max(look.body, fits),
      align,
      color: dice.pick([look.ink, look.accent]),
    }) + 3
  );
}
