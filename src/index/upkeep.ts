import { merge } from './compact.ts';
import { isDamage } from './failure.ts';
import { type Found, inspect } from './inspect.ts';
import type { Part, Snapshot, Snapshots } from './snapshot.ts';
import { remaining, type Writer } from './writer.ts';

/** Chooses the parts that are to be made one; none when all is well. */
type Choose = (parts: readonly Part[]) => readonly Part[];

/** What keeps an index in shape. */
export interface Upkeep {
  /** Merges as long as there is anything to merge. */
  merge(choose: Choose): Promise<void>;
  /** The same, beside other work, unless it goes on already. What fails is tried another time. */
  mergeBeside(choose: Choose): void;
  /** Resolves when nothing is merged beside other work any more. */
  merging(): Promise<void>;
  /** Does without what is damaged, for good where that can be written: then all processes know what to encode again. */
  setAside(found: readonly Found[]): Promise<void>;
}

export function upkeepOf(
  writer: Writer,
  snapshots: Snapshots,
  holding: (work: (snapshot: Snapshot) => Promise<boolean>) => Promise<boolean>,
): Upkeep {
  let beside: Promise<void> | null = null;

  async function mergeAll(choose: Choose): Promise<void> {
    const mergeSome = () =>
      holding(async ({ parts }) => {
        const chosen = choose(parts);
        if (chosen.length === 0) return false;
        try {
          await merge(writer, chosen);
        } catch (error) {
          if (!isDamage(error)) throw error;
          for (const part of chosen) await setAside(await inspect(part));
        }
        return true;
      });
    while (await mergeSome());
  }

  async function setAside(found: readonly Found[]): Promise<void> {
    for (const { part, place, error } of found) snapshots.note(part, place, error);
    const healed = ({ manifest, parts }: Snapshot) => {
      const sound = remaining(parts, new Map());
      const same = sound.length === manifest.segments.length;
      return same && sound.every(({ gone }, i) => gone === manifest.segments[i]?.gone) ? null : sound;
    };
    await writer.commit(healed).catch(() => undefined);
  }

  return {
    merge: mergeAll,
    mergeBeside(choose) {
      beside ??= mergeAll(choose)
        .catch(() => undefined)
        .finally(() => {
          beside = null;
        });
    },
    async merging() {
      while (beside !== null) await beside;
    },
    setAside,
  };
}
