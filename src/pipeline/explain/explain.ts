import { type FieldPath, fieldAt } from '../../core/field-path.ts';
import type { Reading } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { WORTH_GIVING } from '../fuse/scalars.ts';
import { type Choice, weigh, weightOf } from '../fuse/support.ts';
import { DOUBT } from '../fuse/totals.ts';
import { contributions } from '../layout/candidate.ts';
import { checksWith } from './checks.ts';
import type { CandidateSeen, Explanation, ReadingSeen } from './explanation.ts';
import { FEATURES } from './features.ts';
import { labelOf } from './label.ts';
import { partiesFor } from './parties.ts';
import type { Reread } from './reread.ts';
import { confidenceTerms } from './terms.ts';
import { reasonsWhy } from './why.ts';

/** Explains one field of a stored record by reading its document again. */
export async function explain(again: Reread, stored: InvoiceRecord, path: FieldPath): Promise<Explanation> {
  const { document, readings, decided, record, announced } = again;
  const { choices, chosen } = choicesAt(again, path);
  const candidates: CandidateSeen[] = [];
  for (const choice of choices) {
    const checks = await checksWith(choice, path, record, decided.around);
    candidates.push({
      value: choice.value,
      score: choice === chosen ? choice.score : weightOf(choice),
      chosen: choice === chosen,
      readings: choice.readings.map((reading) => seen(reading, announced)),
      checks: checks.map(({ code, rule, passed, message }) => ({ code, ...(rule && { rule }), passed, message })),
    });
  }
  const field = fieldAt(stored, path);
  const parties = partiesFor(path.path, again.roles);
  const threshold = path.path.startsWith('totals.') ? DOUBT : WORTH_GIVING;
  return {
    field: path.path,
    about: path.spec.about,
    bt: path.spec.bt,
    value: field?.value ?? null,
    confidence: field?.confidence ?? null,
    state: field?.state ?? null,
    why: reasonsWhy({ path, field, candidates, threshold, parties, readings, hasPages: document.pages.length > 0 }),
    candidates,
    terms: confidenceTerms(path.path, again.assessed),
    parties,
    threshold,
  };
}

/** All that could have been chosen, best first, and what was. */
function choicesAt(
  { decided, record }: Reread,
  path: FieldPath,
): { readonly choices: readonly Choice[]; readonly chosen: Choice | undefined } {
  if (path.kind === 'scalar')
    return { choices: decided.choices.get(path.path) ?? [], chosen: decided.decisions.get(path.path)?.chosen };
  const field = fieldAt(record, path);
  if (field === undefined) return { choices: [], chosen: undefined };
  const choices = weigh(path.spec.kind, field.readings);
  return { choices, chosen: choices.find(({ readings }) => readings.some(({ value }) => value === field.value)) };
}

function seen({ features, ...reading }: Reading, announced: Reread['announced']): ReadingSeen {
  const spoke = contributions(features ?? {}).map((one) => ({
    ...one,
    about: FEATURES[one.name] ?? one.name,
    added: one.value * one.weight,
  }));
  return {
    ...reading,
    label: labelOf({ ...reading, ...(features && { features }) }, announced),
    features: features === undefined ? [] : spoke.toSorted((a, b) => Math.abs(b.added) - Math.abs(a.added)),
  };
}
