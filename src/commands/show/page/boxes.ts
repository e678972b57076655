import { fieldsOf } from '../../../core/field-path.ts';
import { type Box, union } from '../../../core/geometry.ts';
import type { FIELD_STATES, Field, InvoiceRecord } from '../../../core/record.ts';
import { placeOf } from '../place.ts';

type State = (typeof FIELD_STATES)[number];

/** One value of a record with the place it was read from. */
export interface Value {
  /** As `--why` takes it: `totals.gross`, `lines[2].net`. */
  readonly field: string;
  readonly value: string;
  readonly confidence: number;
  readonly state: State;
  /** What is printed there. */
  readonly text: string;
  readonly box: Box;
}

/** A place on a page, with all the values that were read from it. */
export interface Place {
  readonly box: Box;
  /** The most doubtful first. */
  readonly values: readonly Value[];
  /** The most doubtful state of its values. */
  readonly state: State;
}

/** What was read from one page. */
export interface Boxes {
  /** In reading order; the cells of line items are not among them. */
  readonly places: readonly Place[];
  readonly lines: readonly { readonly index: number; readonly box: Box; readonly values: readonly Value[] }[];
}

/** States, the most doubtful first. */
export const DOUBT = ['conflicting', 'unproven', 'corrected', 'proven'] as const satisfies readonly State[];

/** The boxes of what a record read from page `number`; none without a record. */
export function boxesOn(record: InvoiceRecord | null, number: number): Boxes {
  if (record === null) return { places: [], lines: [] };
  const values: Value[] = [];
  const lines = new Map<number, Value[]>();
  for (const [path, field] of fieldsOf(record)) {
    const value = valueOn(path, field, number);
    if (value === null) continue;
    const index = /^lines\[(\d+)\]/.exec(path)?.[1];
    if (index === undefined) values.push(value);
    else lines.set(Number(index), [...(lines.get(Number(index)) ?? []), value]);
  }
  return {
    places: gathered(values),
    lines: [...lines].flatMap(([index, cells]) => {
      const box = union(cells.map((cell) => cell.box));
      return box === null ? [] : [{ index, box, values: cells }];
    }),
  };
}

function valueOn(field: string, { value, confidence, state, readings }: Field, number: number): Value | null {
  const place = placeOf({ value, readings });
  if (place === null || place.page !== number) return null;
  const text = readings.find(({ box }) => box === place.box)?.text ?? value;
  return { field, value, confidence, state, text, box: place.box };
}

/** Values that were read from the same print are one place. */
function gathered(values: readonly Value[]): readonly Place[] {
  const groups = new Map<string, [Value, ...Value[]]>();
  for (const value of values) {
    const { x, y, w, h } = value.box;
    const key = [x, y, w, h].map(Math.round).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups.values()]
    .map((group) => {
      const values = group.toSorted((a, b) => DOUBT.indexOf(a.state) - DOUBT.indexOf(b.state));
      return { box: group[0].box, values, state: values[0]?.state ?? group[0].state };
    })
    .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}
