/**
 * Scores the reading of documents with known answers. Needs a build, and the shared set of invoices beside the clone.
 *
 *   npm run score -- [SET…] [--limit N] [--seed N] [--sure] [flags of the scorer]
 *
 * Without a set, those with a text layer are scored; `pictures` stands for all that are read off pictures. `--limit`
 * (sets of pictures) takes N documents, evenly spread; `--seed` chooses what happens to degraded ones; `--sure` lists
 * wrong values that were given as sure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, type ScoreSet, SETS, SHARED } from './score/sets.ts';

const bin = join(ROOT, 'bin/invoicectl.js');
const scorer = join(SHARED, 'score.py');
if (!existsSync(scorer)) throw new Error(`The scorer is not here: ${scorer}`);

const WITH_VALUE = new Set(['--by', '--only', '--limit', '--seed']);
const OWN = new Set(['--limit', '--seed', '--sure']);
const given = process.argv.slice(2);
const after = (flag: string): string | undefined => (given.includes(flag) ? given[given.indexOf(flag) + 1] : undefined);
const isValue = (i: number) => WITH_VALUE.has(given[i - 1] ?? '');
const asked = given.filter((arg, i) => !arg.startsWith('-') && !isValue(i));
const flags = given.filter((arg, i) =>
  arg.startsWith('-') ? !OWN.has(arg) : isValue(i) && !OWN.has(given[i - 1] ?? ''),
);
const sample = { limit: Number(after('--limit') ?? Number.POSITIVE_INFINITY), seed: Number(after('--seed') ?? 1) };

const isPictures = (name: string) => SETS[name]?.pictures !== undefined;
const known = Object.keys(SETS);
const names =
  asked.length === 0
    ? known.filter((name) => !isPictures(name))
    : asked.flatMap((name) => (name === 'pictures' ? known.filter(isPictures) : [name]));

for (const name of names) {
  const set = SETS[name];
  if (set === undefined) throw new Error(`There is no set "${name}". Sets: ${known.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-score-'));
  try {
    console.log(`\n== ${name}`);
    const out = join(folder, 'out');
    let gold = join(folder, 'gold');
    if (set.pictures === undefined) gold = ingest(set, folder, out);
    else {
      const { readPictures } = await import('./score/pictures.ts');
      await readPictures(name, set, scorer, { gold, out, sample });
    }
    spawnSync('python3', [scorer, gold, out, ...(set.score ?? []), ...flags], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes the documents in with the command and exports what it read to `out`; gives the folder of their gold. */
function ingest(set: ScoreSet, folder: string, out: string): string {
  const home = ['--home', join(folder, 'home')];
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  const place = (path: string) => (set.drawn === undefined ? path : join(folder, path));
  if (set.drawn !== undefined) {
    const { seed, count } = set.drawn;
    const draw = ['--seed', String(seed), '--count', String(count), '--out', folder];
    spawnSync(process.execPath, [join(ROOT, 'scripts/synthetic.ts'), ...draw], { stdio: 'inherit' });
  }
  run('ingest', ...set.documents.map(place), ...home, '--quiet', ...(set.ingest ?? []));
  run('export', '--format', 'flat', '--out', out, ...home, '--quiet');
  return place(set.gold);
}
