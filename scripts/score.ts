// Scores the reading of documents with known answers: `npm run score`, or `npm run score -- SET…`. Needs a build, and
// the shared set of invoices beside the clone; without it the fixtures are scored.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const shared = join(root, '../shared/invoices');
const bin = join(root, 'bin/invoicectl.js');

interface Set {
  /** The documents are drawn first, into folders of these names. */
  readonly drawn?: { readonly seed: number; readonly count: number };
  readonly documents: string;
  readonly gold: string;
  readonly ingest?: readonly string[];
  readonly score?: readonly string[];
}

const SETS: Readonly<Record<string, Set>> = {
  'hybrid-xml': { documents: join(shared, 'hybrid/pdf'), gold: join(shared, 'hybrid/gold'), score: ['--all'] },
  'hybrid-page': {
    documents: join(shared, 'hybrid/pdf'),
    gold: join(shared, 'hybrid/gold'),
    ingest: ['--no-einvoice'],
  },
  wild: { documents: join(shared, 'wild/pdf'), gold: join(shared, 'wild/gold') },
  templates: { documents: join(shared, 'templates/pdf'), gold: join(shared, 'templates/gold') },
  fixtures: { documents: join(root, 'fixtures/invoices'), gold: join(root, 'fixtures/gold') },
  synthetic: { documents: 'pdf', gold: 'gold', drawn: { seed: 7, count: 200 } },
};

const given = process.argv.slice(2);
const isFlag = (arg: string, i: number) => arg.startsWith('-') || ['--by', '--only'].includes(given[i - 1] ?? '');
const names = given.filter((arg, i) => !isFlag(arg, i));
const flags = given.filter(isFlag);
const scorer = join(shared, 'score.py');
if (!existsSync(scorer)) throw new Error(`The scorer is not here: ${scorer}`);

for (const name of names.length > 0 ? names : Object.keys(SETS)) {
  const set = SETS[name];
  if (set === undefined) throw new Error(`There is no set "${name}". Sets: ${Object.keys(SETS).join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-score-'));
  try {
    const home = ['--home', join(folder, 'home')];
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    console.log(`\n== ${name}`);
    const place = (path: string) => (set.drawn === undefined ? path : join(folder, path));
    if (set.drawn !== undefined) {
      const { seed, count } = set.drawn;
      const draw = ['--seed', String(seed), '--count', String(count), '--out', folder];
      spawnSync(process.execPath, [join(root, 'scripts/synthetic.ts'), ...draw], { stdio: 'inherit' });
    }
    run('ingest', place(set.documents), ...home, '--quiet', ...(set.ingest ?? []));
    run('export', '--format', 'flat', '--out', join(folder, 'out'), ...home, '--quiet');
    spawnSync('python3', [scorer, place(set.gold), join(folder, 'out'), ...(set.score ?? []), ...flags], {
      stdio: 'inherit',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
