import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, canPin, timed } from './command.ts';
import { corpus, inTemporaryFolder, writeCopies } from './corpus.ts';
import { median, print } from './figures.ts';

const ROUNDS = 7;

/** The whole command on two cores, start to exit, in turns with invoice2data over the same files. */
export async function measurePeer(): Promise<void> {
  const environment = join(tmpdir(), 'invoicectl-bench-peer');
  const setup = spawnSync('bash', [fileURLToPath(new URL('./setup-peer.sh', import.meta.url)), environment], {
    stdio: 'inherit',
  });
  if (setup.status !== 0) throw new Error('invoice2data could not be installed');
  const set = corpus();
  await inTemporaryFolder((folder) => {
    const files = join(folder, 'files');
    spawnSync('mkdir', [files]);
    writeCopies(set, set.files.length, files);
    const ours = (round: number) =>
      timed(
        process.execPath,
        [BIN, 'ingest', files, '--jobs', '2', '--home', join(folder, `home-${round}`), '--quiet'],
        '0,1',
      );
    const theirs = () =>
      timed(
        join(environment, 'bin/invoice2data'),
        ['--output-format', 'json', '--output-name', join(folder, 'theirs.json'), ...set.files],
        '0,1',
      );
    const rounds = Array.from({ length: ROUNDS }, (_, round) => {
      // Who begins changes from round to round.
      const first = round % 2 === 0 ? ours(round) : theirs();
      const second = round % 2 === 0 ? theirs() : ours(round);
      return round % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first };
    });
    const seconds = (values: readonly number[]) => `${(median(values) / 1000).toFixed(2)} s`;
    print(
      `The whole command, ${set.name}, ${set.files.length} files, ${canPin ? 'two cores' : 'all cores'}, median of ${ROUNDS} runs in turns`,
      [
        ['invoicectl ingest', seconds(rounds.map((r) => r.ours)), 'records with evidence, e-invoices checked'],
        [
          'invoice2data 1.0.1',
          seconds(rounds.map((r) => r.theirs)),
          'has no template for them: text and matching only',
        ],
        ['ratio', median(rounds.map((r) => r.ours / r.theirs)).toFixed(2), 'median of the ratios; below 1 is faster'],
      ],
    );
  });
}
