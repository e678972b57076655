import { fieldsOf } from '../../core/field-path.ts';
import { keysOf, ROW_FIELDS } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';
import type { Decided } from '../../pipeline/fuse/fuse.ts';
import { probability } from '../ui/format.ts';
import { placeOf, type Spot } from './place.ts';

/** What fields belong together on a drawn page; each group has a colour. */
export const GROUPS = ['header', 'parties', 'bank', 'totals', 'taxes', 'lines'] as const;
export type Group = (typeof GROUPS)[number];

/** Something to draw on a page. */
export interface Mark {
  readonly page: number;
  readonly box: Box;
  readonly group: Group;
  /** The field's name. */
  readonly name: string;
  /** What is said of it in short: the value and its probability. */
  readonly text: string;
  /** All that is said of it, where one points at it. */
  readonly title: string;
}

/** What is drawn for a record: values, cells of the table of line items, its rows, and candidates that lost. */
export interface Marks {
  readonly values: readonly Mark[];
  readonly cells: readonly Mark[];
  readonly rows: readonly Mark[];
  readonly lost: readonly Mark[];
}

/** Everything of a record that has a place on a page, and the candidates that were not chosen. */
export function marksOf(record: InvoiceRecord, { choices, decisions }: Pick<Decided, 'choices' | 'decisions'>): Marks {
  const values: Mark[] = [];
  const cells: Mark[] = [];
  for (const [path, field] of fieldsOf(record)) {
    const place = placeOf(field);
    if (place === null) continue;
    const mark = markOf(path, field, place);
    if (path.startsWith('lines[')) cells.push({ ...mark, name: path.split('.').at(-1) ?? path });
    else values.push(mark);
  }
  const lost = [...choices].flatMap(([path, options]) => {
    const chosen = decisions.get(path)?.chosen;
    return options.flatMap((choice): readonly Mark[] => {
      const place = choice === chosen ? null : placeOf(choice);
      if (place === null) return [];
      const score = probability(choice.score);
      const title = `${path} could be ${choice.value} (score ${score}), but is ${chosen?.value ?? 'not given'}`;
      return [{ ...place, group: groupOf(path), name: path, text: `${choice.value} ${score}`, title }];
    });
  });
  return { values, cells, rows: rowsOf(record), lost };
}

function markOf(path: string, field: Field, place: Spot): Mark {
  const { value, confidence, state, readings } = field;
  const doubt = state === 'proven' ? '' : ` ${state}`;
  const text = `${value}  ${probability(confidence)}${doubt}`;
  const readers = [...new Set(readings.filter((one) => one.value === value).map(({ reader }) => reader))].join(', ');
  const printed = readings.find(({ box }) => box !== null)?.text;
  const title = `${path} = ${value} (${probability(confidence)}, ${state}, read by ${readers}) "${printed ?? ''}"`;
  return { ...place, group: groupOf(path), name: path, text, title };
}

function groupOf(path: string): Group {
  const [, first = '', member] = /^(\w+)(\[|\.)?/.exec(path) ?? [];
  if (first === 'accounts') return 'bank';
  if (first === 'taxes' || first === 'lines') return first;
  if (first === 'totals' || first === 'allowances' || first === 'charges') return 'totals';
  return member === '.' ? 'parties' : 'header';
}

/** The stretch of each page that a line item takes, with what it comes to and its least sure value. */
function rowsOf({ lines }: InvoiceRecord): readonly Mark[] {
  return lines.flatMap((line, i) => {
    const fields = keysOf(ROW_FIELDS.lines).flatMap((name) => line[name] ?? []);
    const places = fields.flatMap((field) => placeOf(field) ?? []);
    const least = Math.min(...fields.map(({ confidence }) => confidence));
    const { quantity, unitPrice, net, gross } = line;
    const product = quantity && unitPrice ? `${quantity.value} x ${unitPrice.value} = ` : '';
    const text = `${product}${net?.value ?? gross?.value ?? 'no amount'}  ${probability(least)}`;
    return [...new Set(places.map(({ page }) => page))].flatMap((page): readonly Mark[] => {
      const box = union(places.flatMap((place) => (place.page === page ? [place.box] : [])));
      const name = `lines[${i}]`;
      return box === null ? [] : [{ page, box, group: 'lines', name, text, title: `${name}: ${text}` }];
    });
  });
}
