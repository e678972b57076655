/**
 * How often `search` finds the right page without any weights: questions drawn from gold records (number and seller, line
 * items as printed, misspelt and inflected, amounts, buyer and month) over all pages of several sets together.
 *
 * node scripts/retrieval.ts [--count 100] [--seeds 1,2] [--home FOLDER] [--misses]
 *
 * `--home` keeps what was read there for the next run. Needs the shared invoices and a build.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveConfig } from '../src/config.ts';
import { openContext } from '../src/context.ts';
import { wordsOf } from '../src/core/page-text.ts';
import { folded, numberKey, wordKey } from '../src/core/terms.ts';
import { openStore } from '../src/storage/open.ts';
import { type Asked, FORMS, type Gold, questionsOf } from './retrieval/questions.ts';
import { ROOT, SHARED } from './score/sets.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '1,2' },
    home: { type: 'string' },
    misses: { type: 'boolean', default: false },
  },
});

const SETS = ['hybrid', 'templates', 'wild'];
const folders = SETS.map((set) => join(SHARED, set, 'pdf'));
if (!folders.every(existsSync)) {
  console.log(`No shared invoices at ${SHARED}: nothing to measure.`);
  process.exit(0);
}
const home = values.home ?? mkdtempSync(join(tmpdir(), 'invoicectl-retrieval-'));
if (!existsSync(join(home, 'invoicectl.db'))) {
  const args = ['bin/invoicectl.js', 'ingest', ...folders, '--home', home, '--quiet'];
  spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

const store = await openStore(home);
const golds = new Map(
  SETS.flatMap((set) =>
    readdirSync(join(SHARED, set, 'gold')).map((file): [string, Gold] => [
      `${set}/${parse(file).name}`,
      JSON.parse(readFileSync(join(SHARED, set, 'gold', file), 'utf8')),
    ]),
  ),
);
/** Gold, and the folded words of each page, of every document that was read. */
const documents: { readonly id: string; readonly gold: Gold; readonly pages: readonly ReadonlySet<string>[] }[] = [];
let pageCount = 0;
for (const id of (await store.texts.versions()).keys()) {
  const pages = (await store.texts.pages(id)).map(wordsOf);
  pageCount += pages.length;
  const path = (await store.query.get(id))?.summary.path ?? '';
  const set = SETS.find((name) => path.includes(`/${name}/pdf/`)) ?? '';
  const gold = golds.get(`${set}/${parse(path).name}`);
  if (gold !== undefined)
    documents.push({ id, gold, pages: pages.map((words) => new Set(words.flatMap(({ text }) => keysOf(text)))) });
}

/** The same invoice lies in some sets many times: what fits more pages than this is no question for one of them. */
const MOST_RIGHT = 40;

/**
 * Pages that answer a question: of the documents that it asks for those that print most of what it asks for, and every
 * other page that prints all of it: gold does not list everything that is printed.
 */
function rightPages({ fits, printed, whole }: Asked): ReadonlySet<string> {
  const [wanted, all] = [printed, whole].map((text) => text.split(/\s+/).flatMap(keysOf));
  const share = (words: ReadonlySet<string>, keys: readonly string[] = []) =>
    keys.filter((key) => words.has(key)).length / Math.max(1, keys.length);
  const right = new Set<string>();
  for (const { id, gold, pages } of documents) {
    const asked = fits(gold);
    const shares = pages.map((words) => share(words, wanted));
    const best = Math.max(0, ...shares);
    pages.forEach((words, i) => {
      if (share(words, all) === 1 || (asked && shares[i] === best && best > 0.5)) right.add(`${id}/${i + 1}`);
    });
  }
  return right;
}

function keysOf(word: string): readonly string[] {
  const number = numberKey(word);
  return number === null ? [wordKey(word), ...(folded(word).match(/[\p{L}\p{N}]+/gu) ?? [])].filter(Boolean) : [number];
}

const context = await openContext(await resolveConfig({ home }, {}));
const library = await context.library();
await library.follow();
for (const seed of values.seeds.split(',').map(Number)) {
  const questions = questionsOf(
    documents.map(({ gold }) => gold),
    Number(values.count),
    seed,
  );
  const ranks = new Map<string, number[]>();
  let ms = 0;
  for (const question of questions) {
    const right = rightPages(question);
    if (right.size === 0 || right.size > MOST_RIGHT) continue;
    const begun = performance.now();
    const found = await library.search(question.text, { limit: 20 });
    ms += performance.now() - begun;
    const rank = found.findIndex(({ document, page }) => right.has(`${document}/${page}`)) + 1;
    for (const form of [question.form, 'all']) ranks.set(form, [...(ranks.get(form) ?? []), rank]);
    if (values.misses && rank !== 1) {
      console.log(`    ${rank || '-'}  ${question.form}: ${question.text}`);
      for (const hit of [found[0], found[rank - 1]])
        if (hit !== undefined)
          console.log(
            `         ${hit.score.toFixed(3)} ${(await store.query.get(hit.document))?.summary.file} p${hit.page} ${JSON.stringify(hit.by)}`,
          );
    }
  }
  const all = ranks.get('all') ?? [];
  console.log(
    `seed ${seed}: ${all.length} questions, ${pageCount} pages, ${(ms / all.length).toFixed(1)} ms a question`,
  );
  for (const form of [...FORMS, 'all']) {
    const list = ranks.get(form) ?? [];
    const share = (fits: (rank: number) => number) =>
      (list.reduce((sum, rank) => sum + fits(rank), 0) / list.length).toFixed(3);
    console.log(
      `  ${form.padEnd(18)} n ${String(list.length).padStart(4)}   @1 ${share((r) => (r === 1 ? 1 : 0))}   @5 ${share((r) => (r > 0 && r <= 5 ? 1 : 0))}   MRR ${share((r) => (r > 0 ? 1 / r : 0))}`,
    );
  }
}
await context.close();
await store.close();
if (values.home === undefined) rmSync(home, { recursive: true });
