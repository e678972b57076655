import type { Box } from '../../core/geometry.ts';
import type { Reading } from '../../core/reading.ts';
import type { Field } from '../../core/record.ts';
import type { Choice } from './support.ts';

/** Dissenting readings kept on a field, so that a record stays small. */
const DISSENT = 3;

/** What a print may say besides is kept from this likelihood on. */
const MENTIONED = 0.2;

/** The field that a choice leads to: its own readings first, then the best of those that differ. */
export function toField(chosen: Choice, others: readonly Choice[] = []): Field {
  const told = others.filter(({ likelihood }) => likelihood === undefined || likelihood >= MENTIONED);
  const dissent = told.filter((choice) => choice !== chosen).slice(0, DISSENT);
  const readings = [...chosen.readings.slice(0, DISSENT + 1), ...dissent.map((choice) => choice.readings[0])];
  return {
    value: chosen.value,
    confidence: round(chosen.score, 3),
    state: chosen.readings.some(isPlaced) ? 'proven' : 'unproven',
    readings: readings.flatMap((reading) => (reading === undefined ? [] : [stored(reading)])),
  };
}

/** A reading that points at something: a box on a page or an element in the XML. */
const isPlaced = (reading: Reading): boolean => reading.box !== null || reading.path !== null;

function stored({ features: _, alternatives: __, ...reading }: Reading): Field['readings'][number] {
  return { ...reading, box: reading.box === null ? null : roundBox(reading.box), score: round(reading.score, 3) };
}

/** A hundredth of a point is finer than any printer. */
const roundBox = ({ x, y, w, h }: Box): Box => ({ x: round(x, 2), y: round(y, 2), w: round(w, 2), h: round(h, 2) });

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
