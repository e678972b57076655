import type { Entry } from '../../../core/ports.ts';
import { count, probability } from '../../ui/format.ts';
import { cut, flow, pad, printable, type Terminal, type Tone, widthOf } from '../../ui/terminal.ts';
import { type Boxes, DOUBT, type Place, type Value } from './boxes.ts';
import { shortName } from './names.ts';
import type { PagePicture } from './picture.ts';

/** Which page of which document it is, and what was read from it. */
export function headingOf(
  { summary, record }: Entry,
  { number, of }: Pick<PagePicture, 'number' | 'of'>,
  { places, lines }: Boxes,
): string {
  const values = places.reduce((sum, place) => sum + place.values.length, 0);
  const read =
    record === null
      ? 'not read'
      : [count(values, 'value'), ...(lines.length > 0 ? [count(lines.length, 'line item')] : [])].join(', ');
  return `${printable(summary.file)} · page ${number} of ${of} · ${read}`;
}

const COLOUR_WORDS = { proven: 'green', unproven: 'orange', conflicting: 'red', corrected: 'blue' } as const;
const TONES: Readonly<Partial<Record<Place['state'], Tone>>> = {
  proven: 'green',
  unproven: 'yellow',
  conflicting: 'red',
};

/** How many values there are of each state and which are in doubt; with their colours where a picture has them. */
export function legendLines({ places, lines }: Boxes, terminal: Terminal, coloured: boolean): string[] {
  const parts = DOUBT.toReversed().flatMap((state) => {
    const values = places.flatMap((place) => place.values).filter((value) => value.state === state);
    if (values.length === 0) return [];
    const names = state === 'proven' ? '' : ` (${values.map(({ field }) => shortName(field)).join(', ')})`;
    const said = `${coloured ? `${COLOUR_WORDS[state]}: ` : ''}${state} ${values.length}${names}`;
    const tone = TONES[state];
    return [tone === undefined ? said : terminal.tint(tone, said)];
  });
  if (lines.length > 0) parts.push(`${coloured ? 'violet: ' : ''}line items ${lines.length}`);
  return flow(parts, terminal.width - 2, '   ').map((line) => `  ${line}`);
}

/** Every box in words, for where there is no picture or one too coarse to name them. */
export function boxLines({ places, lines }: Boxes, terminal: Terminal): string[] {
  const rows = [
    ...places.flatMap(({ values }) => values.map((value) => [shortName(value.field), value] as const)),
    ...lines.flatMap(({ index, values }) => {
      const [first] = values;
      return first === undefined ? [] : [[`lines[${index}]`, first] as const];
    }),
  ].map(([name, value]) => ({ name, text: printable(value.value), facts: factsOf(value, terminal.width >= 80) }));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const names = widest(rows.map(({ name }) => name));
  // The value gives way: how sure it is stays readable.
  const room = terminal.width - 6 - names - widest(rows.map(({ facts }) => facts));
  const texts = Math.min(40, Math.max(8, room), widest(rows.map(({ text }) => text)));
  return rows.map(({ name, text, facts }) => `  ${pad(name, names)}  ${pad(cut(text, texts), texts)}  ${facts}`);
}

/** How sure a value is and, where there is room, where it stands. */
function factsOf({ confidence, state, box }: Value, wide: boolean): string {
  const at = wide ? `${pad([box.x, box.y].map(Math.round).join(','), 7, 'right')}  ` : '';
  return `${at}${probability(confidence)}${state === 'proven' ? '' : `  ${state}`}`;
}
