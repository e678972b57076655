import { type Box, union } from '../../../core/geometry.ts';
import type { Field } from '../../../core/record.ts';
import { printable, type Tone } from '../terminal.ts';

/** Colour of a field's state. */
export function stateTone({ state }: Pick<Field, 'state'>): Tone {
  return state === 'conflicting' ? 'red' : state === 'unproven' ? 'yellow' : 'green';
}

/** The readings that support the value, those with a place on a page first. */
function supporting(field: Field): Field['readings'] {
  const same = field.readings.filter((reading) => reading.value === field.value);
  return [...same].sort((a, b) => Number(a.page === null) - Number(b.page === null));
}

/** The readers that saw the value. */
export function readersOf(field: Field): string {
  return [...new Set(field.readings.filter(({ value }) => value === field.value).map(({ reader }) => reader))].join(
    ', ',
  );
}

/** The page that the value stands on: `p2`. */
export function pageOf(field: Field): string {
  const page = supporting(field)[0]?.page;
  return page ? `p${page}` : '';
}

/** What is printed where the value was read, and what another reader says where they differ. */
export function printedText(field: Field): string {
  const [reading] = supporting(field);
  const other = field.readings.find(({ value }) => value !== field.value);
  const parts = [
    // What is printed as it stands need not be said twice.
    ...(reading?.page && reading.text !== field.value ? [`"${printable(reading.text)}"`] : []),
    ...(field.state === 'conflicting' && other ? [`${other.reader} says "${printable(other.text)}"`] : []),
  ];
  return parts.join('   ');
}

/** The smallest box around the places of the values. */
export function boxOf(fields: readonly (Field | undefined)[]): Box | null {
  return union(
    fields.flatMap(
      (field) => field?.readings.find(({ value, box }) => box !== null && value === field.value)?.box ?? [],
    ),
  );
}

/** A box as `left,top width x height` in whole points. */
export function boxText(box: Box | null): string {
  if (box === null) return '';
  const [x, y, w, h] = [box.x, box.y, box.w, box.h].map((points) => points.toFixed(0));
  return `${x},${y} ${w}x${h}`;
}
