import Big from 'big.js';
import type { Dice } from './dice.ts';
import type { Words } from './words/words.ts';

/** One line of a drawn document. Amounts are decimal text. */
export interface Line {
  readonly article: string;
  readonly description: string;
  /** Lines of text under the description. */
  readonly details: readonly string[];
  readonly quantity: string;
  readonly unit: string;
  readonly unitPrice: string;
  /** Percent off, `0` for none. */
  readonly discount: string;
  /** Percent of tax. */
  readonly rate: string;
  /** Amount as printed: with tax where prices are gross. */
  readonly amount: string;
  /** Parts of a bundle, without prices. */
  readonly parts: readonly string[];
  /** Days after the first day of the period. */
  readonly day: number;
}

/** How the lines of a document are drawn. */
export interface LineOrder {
  readonly words: Words;
  readonly count: number;
  readonly rates: readonly string[];
  readonly credit: boolean;
  readonly services: boolean;
  readonly discounts: boolean;
  /** Prices have no cents, as where money is small. */
  readonly scale: number;
  readonly printDate: (day: number) => string;
}

const SPECS =
  'M8 x 40|A4 80 g|500 ml|230 V|RAL 7016|DN 50|Typ C|3/4"|12 W|2,5 m|10er|IP65|L / XL|60x120 cm|No. 7|1 kg|Ø 22|2025|B2B|PN 16|6-8 mm|4 x 1,5 mm²|75 %|E27|DIN 933|Pro'.split(
    '|',
  );
const COUNTS = '1|1|1|2|2|3|4|5|6|8|10|12|15|20|24|25|30|40|48|50|100|120|144|200|250|500|1000|1250'.split('|');
const FRACTIONS = '0.5|1.5|2.25|7.5|3.75|12.5|0.75|1.25|6.5|18.4|0.333|2.125'.split('|');

const round = (value: Big) => value.round(2, Big.roundHalfUp);

/** Draws the lines of a document. */
export function drawLines(dice: Dice, order: LineOrder): readonly Line[] {
  const { words, credit } = order;
  const goods = dice.shuffle(words.goods.split('|'));
  const prefix = dice.pick(['A-', 'KX', '', '', '70', 'ART', 'P.']);
  const digits = dice.pick(['####', '#####', '######', '##-###', '###.##', '##########']);
  const perPiece = dice.chance(0.15);
  const negative = credit && dice.chance(0.5);
  return Array.from({ length: order.count }, (_, i): Line => {
    const service = order.services ? dice.chance(0.8) : dice.chance(0.08);
    const name = service ? dice.word(words.services) : (goods[i % goods.length] ?? dice.word(words.goods));
    const extra = service
      ? dice.weigh([
          [3, ''],
          [1, order.printDate(i)],
          [1, dice.word(words.groups)],
        ])
      : dice.weigh([
          [2, ''],
          [5, dice.pick(SPECS)],
          [1, `${dice.pick(SPECS)}, ${dice.pick(SPECS)}`],
        ]);
    const long = dice.chance(0.12)
      ? ` ${dice.word(words.details).replace('{n}', dice.fill('%###')).replace('{date}', order.printDate(-20))}`
      : '';
    const quantity = service
      ? dice.weigh([
          [3, dice.pick(FRACTIONS)],
          [4, String(dice.int(1, 12))],
          [3, '1'],
        ])
      : dice.weigh([
          [9, dice.pick(COUNTS)],
          [1, dice.pick(FRACTIONS)],
        ]);
    const cents = service
      ? dice.weigh([
          [4, dice.int(30, 190) * 50],
          [2, dice.int(1_500, 14_000)],
          [1, dice.int(100, 2_400) * 100],
        ])
      : dice.weigh([
          [3, dice.int(15, 999)],
          [5, dice.int(200, 9_999)],
          [3, dice.int(1_000, 99_900)],
          [1, dice.int(20_000, 420_000)],
        ]);
    // Who buys a thousand buys cheap things.
    const price = new Big(Number(quantity) >= 100 && dice.chance(0.9) ? dice.int(4, 900) : cents)
      .div(100)
      .times(order.scale)
      .round(order.scale >= 20 ? 0 : 2);
    const fine = perPiece && !service && dice.chance(0.5) ? new Big(dice.int(101, 99_999)).div(10_000) : null;
    const unitPrice = fine !== null ? fine.toFixed(4) : price.toFixed(2);
    const free = order.count > 2 && dice.chance(0.012);
    const discount = order.discounts && dice.chance(0.55) ? dice.pick(['5', '10', '2.5', '15', '20', '33']) : '0';
    const signed = new Big(quantity).times(negative ? -1 : 1);
    const amount = round(
      signed
        .times(free ? 0 : unitPrice)
        .times(new Big(100).minus(discount))
        .div(100),
    );
    return {
      article: prefix + dice.fill(digits.replace(/^#/, '%')),
      description: [name, extra].filter((part) => part !== '').join(dice.pick([' ', ' ', ' - ', ', '])) + long,
      details: drawDetails(dice, order),
      quantity: signed.toString(),
      unit: service ? dice.word(words.hours) : dice.word(words.units),
      unitPrice: free ? '0.00' : unitPrice,
      discount,
      rate: dice.weigh(order.rates.map((rate, at) => [at === 0 ? 3 : 1.5, rate] as const)),
      amount: amount.toFixed(2),
      parts: dice.chance(0.04) ? dice.shuffle(goods).slice(0, dice.int(2, 3)) : [],
      day: i,
    };
  });
}

function drawDetails(dice: Dice, { words, printDate }: LineOrder): string[] {
  const count = dice.weigh([
    [7, 0],
    [2, 1],
    [1, 2],
  ]);
  return dice
    .shuffle(words.details.split('|'))
    .slice(0, count)
    .map((text) => text.replace('{n}', dice.fill('%####')).replace('{date}', printDate(-30)));
}
