import Big from 'big.js';
import type { Line } from './lines.ts';
import {
  type CurrencyPlace,
  daysAfter,
  printDate,
  printMoney,
  printNumber,
  printQuantity,
  printRate,
} from './notation.ts';
import type { Scene } from './scene.ts';
import type { Words } from './words/words.ts';

export type ColumnKey =
  | 'pos'
  | 'article'
  | 'serviceDate'
  | 'description'
  | 'quantity'
  | 'unit'
  | 'unitPrice'
  | 'discount'
  | 'taxRate'
  | 'net'
  | 'taxAmount'
  | 'grossAmount';

/** How the cells of a table are written. */
export interface CellForm {
  readonly columns: readonly ColumnKey[];
  /** Stands after the quantity where it has no column of its own. */
  readonly unitInQuantity: boolean;
  readonly rates: 'percent' | 'bare' | 'letter';
  readonly discounts: 'percent' | 'bare' | 'amount';
  readonly articleIn: 'none' | 'before' | 'below' | 'brackets';
  readonly positions: 'plain' | 'padded' | 'tens' | 'dotted';
}

export const LEFT: ReadonlySet<ColumnKey> = new Set(['pos', 'article', 'serviceDate', 'description', 'unit']);

/** Chooses the columns of a table and their order. */
export function drawCellForm(scene: Scene): CellForm {
  const { dice, draft } = scene;
  const { lines, taxation } = draft;
  const rates = new Set(lines.map(({ rate }) => rate)).size;
  const rated =
    (taxation.kind === 'net' || taxation.kind === 'gross' || taxation.kind === 'zero') &&
    !['canada', 'sales'].includes(draft.country.scheme ?? '');
  const quantity = dice.chance(0.93);
  const unit = quantity && dice.chance(0.33);
  const has: Partial<Record<ColumnKey, boolean>> = {
    pos: dice.chance(0.42),
    article: dice.chance(0.38),
    serviceDate: dice.chance(0.06),
    description: true,
    quantity,
    unit,
    unitPrice: quantity && dice.chance(0.93),
    discount: lines.some(({ discount }) => discount !== '0'),
    taxRate: rated && dice.chance(rates > 1 ? 0.85 : 0.4),
    net: true,
    taxAmount: rated && taxation.kind === 'net' && dice.chance(0.08),
    grossAmount: rated && taxation.kind === 'net' && dice.chance(0.1),
  };
  const order = dice.weigh<readonly ColumnKey[]>([
    [
      6,
      [
        'pos',
        'article',
        'serviceDate',
        'description',
        'quantity',
        'unit',
        'unitPrice',
        'discount',
        'taxRate',
        'net',
        'taxAmount',
        'grossAmount',
      ],
    ],
    [
      2,
      [
        'pos',
        'serviceDate',
        'description',
        'article',
        'quantity',
        'unit',
        'unitPrice',
        'discount',
        'net',
        'taxRate',
        'taxAmount',
        'grossAmount',
      ],
    ],
    [
      2.5,
      [
        'pos',
        'quantity',
        'unit',
        'article',
        'serviceDate',
        'description',
        'taxRate',
        'unitPrice',
        'discount',
        'net',
        'taxAmount',
        'grossAmount',
      ],
    ],
    [
      1,
      [
        'serviceDate',
        'article',
        'description',
        'pos',
        'taxRate',
        'unit',
        'quantity',
        'unitPrice',
        'discount',
        'net',
        'taxAmount',
        'grossAmount',
      ],
    ],
    [
      1,
      [
        'pos',
        'article',
        'description',
        'unitPrice',
        'quantity',
        'unit',
        'discount',
        'net',
        'taxRate',
        'taxAmount',
        'grossAmount',
      ],
    ],
    [
      1,
      dice.shuffle([
        'pos',
        'article',
        'serviceDate',
        'description',
        'quantity',
        'unit',
        'unitPrice',
        'discount',
        'taxRate',
        'net',
      ] as const),
    ],
  ]);
  const articleIn = has.article
    ? 'none'
    : dice.weigh([
        [5, 'none'],
        [1, 'before'],
        [1, 'below'],
        [0.5, 'brackets'],
      ] as const);
  return {
    columns: order.filter((key) => has[key]),
    unitInQuantity: !unit && dice.chance(0.4),
    rates: dice.weigh([
      [6, 'percent'],
      [2, 'bare'],
      [rates > 1 ? 1.2 : 0.3, 'letter'],
    ]),
    discounts: dice.weigh([
      [4, 'percent'],
      [1.5, 'bare'],
      [1, 'amount'],
    ]),
    articleIn,
    positions: dice.weigh([
      [6, 'plain'],
      [1, 'padded'],
      [1, 'tens'],
      [1, 'dotted'],
    ]),
  };
}

/** The letters that stand for rates, by rate. */
export function letterOf(scene: Scene, rate: string): string {
  const rates = [...new Set(scene.draft.lines.map((line) => line.rate))].sort((a, b) => Number(b) - Number(a));
  return String.fromCharCode(65 + rates.indexOf(rate));
}

/** The text of a cell. With an index it is noted in the ledger as printed. */
export function cellText(
  scene: Scene,
  form: CellForm,
  key: ColumnKey,
  line: Line,
  index: number,
  note: boolean,
): string {
  const { draft, ledger } = scene;
  const { prints, taxation } = draft;
  const noted = note && taxation.kind !== 'gross';
  const say = (field: string, value: string, text: string) => {
    if (noted) ledger.say(`lines.${index}.${field}`, value, text);
  };
  const money = (value: string, place: CurrencyPlace = prints.cells) => {
    if (note && place !== 'none') ledger.say('currency', draft.country.currency, prints.mark);
    return printMoney(value, prints, place);
  };
  const rate = () => draft.taxation.split(line.rate).reduce((sum, part) => sum.plus(part.rate), new Big(0));
  const taxed = () => new Big(line.amount).times(rate()).div(100).round(2, Big.roundHalfUp);
  switch (key) {
    case 'pos': {
      const n = form.positions === 'tens' ? (index + 1) * 10 : index + 1;
      return form.positions === 'padded'
        ? String(n).padStart(3, '0')
        : form.positions === 'dotted'
          ? `${n}.`
          : String(n);
    }
    case 'article':
      return line.article;
    case 'serviceDate':
      return printDate(daysAfter(draft.issued, line.day - 40), prints);
    case 'description': {
      const text =
        form.articleIn === 'before'
          ? `${line.article} ${line.description}`
          : form.articleIn === 'brackets'
            ? `${line.description} [${line.article}]`
            : line.description;
      say('description', text, text);
      return text;
    }
    case 'quantity': {
      const text = printQuantity(line.quantity, prints);
      say('quantity', line.quantity, text);
      return form.unitInQuantity ? `${text} ${line.unit}` : text;
    }
    case 'unit':
      return line.unit;
    case 'unitPrice':
      say('unit_price', line.unitPrice, printNumber(line.unitPrice, prints));
      return money(line.unitPrice);
    case 'discount': {
      if (line.discount === '0') return '';
      if (form.discounts === 'amount') {
        const full = new Big(line.quantity).times(line.unitPrice);
        return printNumber(full.minus(line.amount).toFixed(2), prints);
      }
      return form.discounts === 'bare' ? printNumber(line.discount, prints) : printRate(line.discount, prints);
    }
    case 'taxRate': {
      if (form.rates === 'letter') return letterOf(scene, line.rate);
      const text = printNumber(rate().toString(), prints);
      say('tax_rate', rate().toString(), text);
      return form.rates === 'bare' ? text : printRate(rate().toString(), prints);
    }
    case 'net':
      say('net_amount', line.amount, printNumber(line.amount, prints));
      return money(line.amount);
    case 'taxAmount':
      return money(taxed().toFixed(2));
    case 'grossAmount':
      return money(taxed().plus(line.amount).toFixed(2));
  }
}

/** The wording of a column's head. */
export function headOf(scene: Scene, key: ColumnKey): string {
  const { draft } = scene;
  const { prints } = draft;
  const wordKey: keyof Words = key === 'net' && draft.taxation.kind === 'gross' ? 'grossAmount' : key;
  const text = scene.label(wordKey);
  return prints.inHead && (key === 'net' || key === 'unitPrice') ? `${text} ${prints.mark}` : text;
}
