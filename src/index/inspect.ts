import { isDamage } from './failure.ts';
import { hasBit, type Part } from './snapshot.ts';

/** Something damaged in a part: a document by its place, or with `null` all of it. */
export interface Found {
  readonly part: Part;
  readonly place: number | null;
  readonly error: Error;
}

/** Reads all that counts of a part, and says what is damaged. */
export async function inspect(part: Part): Promise<readonly Found[]> {
  const { segment, gone, entry } = part;
  const whole = await damageOf(() => segment.verifyCodes());
  if (whole !== null) return [{ part, place: null, error: whole }];
  const found: Found[] = [];
  for (let place = 0; place < entry.documents; place += 1) {
    if (hasBit(gone, place)) continue;
    const [from = 0, to = 0] = segment.table.firstPages.subarray(place, place + 2);
    const error = await damageOf(() => segment.verifyPages(from, to));
    if (error !== null) found.push({ part, place, error });
  }
  return found;
}

async function damageOf(work: () => Promise<void>): Promise<Error | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}
