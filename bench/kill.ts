import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../scripts/random.ts';
import { output, start } from './command.ts';
import { inTemporaryFolder, largeCorpus, writeCopies } from './corpus.ts';
import { print } from './figures.ts';

const FILES = 100;
const KILLS = 30;

/** What an exported document looks like, as far as it is compared. */
interface Exported {
  readonly summary: { readonly file: string; readonly status: string };
  readonly record: ({ readonly reasons: readonly { readonly code: string }[] } & Record<string, unknown>) | null;
}

/** Which of two documents is flagged as the other's double depends on which was read first, killed or not. */
const ORDERED = new Set(['DUPLICATE_INVOICE', 'NUMBER_REUSED']);

/** The documents of a home by file, each with its status and everything in its record that does not hang on the order. */
function recordsIn(home: string): ReadonlyMap<string, string> {
  const lines = output(['export', '--format', 'ndjson', '--home', home]).split('\n');
  const entries = lines
    .filter((line) => line !== '')
    .map((line): [string, string] => {
      const { summary, record } = JSON.parse(line) as Exported;
      if (record === null) return [summary.file, summary.status];
      const { verdict: _, reasons, ...rest } = record;
      const kept = reasons.filter(({ code }) => !ORDERED.has(code));
      return [summary.file, JSON.stringify([summary.status, kept, rest])];
    });
  const documents = new Map(entries);
  if (documents.size !== entries.length)
    throw new Error(`${entries.length - documents.size} documents are there twice`);
  return documents;
}

/** Kills an ingest at random moments and runs the same command again: the records must be those of an undisturbed run. */
export async function measureKills(seed = Date.now() % 100_000): Promise<boolean> {
  return inTemporaryFolder(async (folder) => {
    const files = join(folder, 'files');
    await mkdir(files);
    writeCopies(largeCorpus(), FILES, files);
    const args = (home: string) => ['ingest', files, '--jobs', '2', '--home', home, '--quiet'];
    const calm = join(folder, 'calm');
    const begun = performance.now();
    await start(args(calm)).ended;
    let whole = performance.now() - begun;
    const wanted = recordsIn(calm);

    const random = seededRandom(seed);
    let killed = 0;
    let lost = 0;
    let doubled = 0;
    let different = 0;
    for (let i = 0; killed < KILLS; i++) {
      const home = join(folder, `home-${i}`);
      const run = start(args(home));
      const started = performance.now();
      const timer = setTimeout(() => run.child.kill('SIGKILL'), random() * whole);
      await run.ended;
      clearTimeout(timer);
      if (run.child.signalCode !== 'SIGKILL') {
        // It was done before: the machine is less busy now than it was in the undisturbed run.
        whole = Math.min(whole, performance.now() - started);
        continue;
      }
      killed++;
      await start(args(home)).ended;
      const got = recordsIn(home);
      for (const [file, record] of wanted) {
        const found = got.get(file);
        if (found === undefined) lost++;
        else if (found !== record) different++;
      }
      doubled += [...got.keys()].filter((file) => !wanted.has(file)).length;
    }
    print(
      `Killed ${KILLS} times within ${(whole / 1000).toFixed(1)} s of an ingest of ${wanted.size} documents, seed ${seed}`,
      [
        ['lost', String(lost)],
        ['too many', String(doubled)],
        ['different', String(different)],
      ],
    );
    return lost + doubled + different === 0;
  });
}
