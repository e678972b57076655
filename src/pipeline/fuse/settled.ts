import { SCALARS, type ScalarPath } from '../../core/fields.ts';
import { valueKey } from '../../core/normal.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { everyField } from './binding.ts';
import type { Choice } from './support.ts';

/** Values of scalar fields that are proven without the model, and so are not its to change. */
export type Settled = ReadonlyMap<ScalarPath, string>;

export const NOTHING_SETTLED: Settled = new Map();

/** What a record has proven: found on the page or in the XML, with no check against it. */
export function settledBy(record: InvoiceRecord): Settled {
  const settled = new Map<ScalarPath, string>();
  for (const { path, field } of everyField({ ...record })) {
    const known = path as ScalarPath;
    if (field.state === 'proven' && SCALARS.has(known)) settled.set(known, field.value);
  }
  return settled;
}

/** Of the choices of a field the one that is settled, if one is; else all of them. */
export function settledOf(path: ScalarPath, choices: readonly Choice[], settled: Settled): readonly Choice[] {
  const own = choices.filter((choice) => isSettled(path, choice, settled));
  return own.length > 0 ? own.slice(0, 1) : choices;
}

/** Whether everything that was settled was chosen again. */
export function keepsAll(decisions: ReadonlyMap<ScalarPath, { readonly chosen: Choice }>, settled: Settled): boolean {
  for (const path of settled.keys()) {
    const chosen = decisions.get(path)?.chosen;
    if (chosen === undefined || !isSettled(path, chosen, settled)) return false;
  }
  return true;
}

function isSettled(path: ScalarPath, { value }: Choice, settled: Settled): boolean {
  const known = settled.get(path);
  const kind = SCALARS.get(path)?.kind ?? 'text';
  return known !== undefined && valueKey(kind, known) === valueKey(kind, value);
}
