import { seededRandom } from '../../scripts/random.ts';
import { killIndexing } from '../../test/index/kills.ts';
import { inTemporaryFolder } from '../corpus.ts';
import { print } from '../figures.ts';

const KILLS = 30;

/** Kills a process while it indexes, at random moments; whether all that it had said was there, and nothing twice. */
export async function measureIndexKills(seed = Date.now() % 100_000): Promise<boolean> {
  return inTemporaryFolder(async (folder) => {
    const { steps, unsaid, wrong } = await killIndexing(folder, ['one'], KILLS, 300, seededRandom(seed));
    print(`Killed ${KILLS} times while indexing, ${steps} steps in all, seed ${seed}`, [
      ['lost, doubled or damaged', String(wrong.length), wrong.join('; ')],
      ['stored and not yet said', String(unsaid)],
    ]);
    return wrong.length === 0;
  });
}
