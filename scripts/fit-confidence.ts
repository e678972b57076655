/**
 * Fits the table of probabilities on labelled documents, and shows how it does on issuers that it was not fitted on.
 *
 *   npm run fit -- [--synthetic DIR] [--pictures remembered|all [--only]] [--seed N] [--write] [--verbose]
 *
 * DIR is a folder that `npm run synthetic` has written. `--pictures` takes documents that are read off their pictures as
 * well (scripts/score/sets.ts, and some of DIR): those whose pages have been read before, or all, which takes minutes.
 * With `--only` nothing else is read, and only what is of pictures is fitted: all other numbers of the table stay. `--write` replaces src/pipeline/fuse/confidence.json by the
 * table that is fitted on all of them. The sets of invoices lie beside the clone; without them the fixtures are used.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InvoicectlError } from '../src/core/errors.ts';
import { PP_OCR } from '../src/core/ocr.ts';
import { type ConfidenceTable, probability, TABLE } from '../src/pipeline/fuse/confidence.ts';
import { keepEngine } from '../src/pipeline/ocr/engines.ts';
import { fitTable, type Labelled } from './confidence/fit.ts';
import { type LabelledSet, type Observation, type Observed, observe } from './confidence/observe.ts';
import { showApproval, showCalibration, showFields, showLeftOut } from './confidence/show.ts';
import { ocrMemory } from './ocr-cache.ts';
import { degraded, evenly, sourcesOf } from './score/pictures.ts';
import { type ScoreSet, SETS } from './score/sets.ts';

/** What is said of a page that no engine has read yet: the rest of its document is not read either. */
const UNREAD = new InvoicectlError('PART_MISSING', 'not read before');

const root = fileURLToPath(new URL('../', import.meta.url));
const shared = join(root, '../shared/invoices');
const { values } = parseArgs({
  options: {
    synthetic: { type: 'string' },
    pictures: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'boolean' },
    write: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});

const set = (name: string, folder: string, documents = 'pdf', xml = false): LabelledSet => ({
  name,
  documents: join(folder, documents),
  gold: join(folder, 'gold'),
  xml,
});
const sets = [
  set('hybrid-page', join(shared, 'hybrid')),
  set('hybrid-xml', join(shared, 'hybrid'), 'pdf', true),
  set('wild', join(shared, 'wild')),
  set('templates', join(shared, 'templates')),
  set('fixtures', join(root, 'fixtures'), 'invoices'),
  ...(values.synthetic === undefined ? [] : [set('synthetic', values.synthetic)]),
].filter(({ gold }) => values.only !== true && existsSync(gold));
const scorer = join(shared, 'score.py');
if (!existsSync(scorer)) throw new Error(`The scorer is not here: ${scorer}`);

const documents: Observed[] = [];
for (const one of sets) documents.push(...(await observe(one, scorer)));
/** Drawn documents that are degraded and read off their pictures. */
const DRAWN_SCANS = 60;
const pictures: (readonly [string, ScoreSet])[] =
  values.pictures === undefined ? [] : Object.entries(SETS).filter(([, { pictures }]) => pictures);
if (values.pictures !== undefined && values.synthetic !== undefined) {
  const [documents, gold] = [[join(values.synthetic, 'pdf')], join(values.synthetic, 'gold')];
  pictures.push(['synthetic-degraded', { documents, gold, pictures: { variant: 'mixed' } }]);
}
const kept = keepEngine(PP_OCR);
const memory = ocrMemory(PP_OCR, () => (values.pictures === 'all' ? kept.open() : Promise.reject(UNREAD)));
for (const [name, of] of pictures) {
  const all = sourcesOf(of);
  const chosen = name === 'synthetic-degraded' ? evenly(all, DRAWN_SCANS) : all;
  const sources = await degraded(chosen, of, Number(values.seed ?? 1));
  const set = { name, documents: sources, gold: of.gold, xml: false, engine: memory.of };
  documents.push(...(await observe(set, scorer)));
}
await kept.close();
const isDrawn = (one: Observed) => one.set.startsWith('synthetic');
const real = documents.filter((one) => !isDrawn(one)).flatMap((one) => one.observations).length;
const drawn = documents.flatMap((one) => one.observations).length - real;
// However many are drawn, together they count half as much as the real ones.
const weightOf = (one: Observed) => (isDrawn(one) ? Math.min(1, real / 2 / drawn) : 1);
/** Rows of one table are read alike: a long one counts as much as this many values. */
const ROW_VALUES = 20;
const labelled = (some: readonly Observed[]): Labelled[] =>
  some.flatMap((one) => {
    const isRow = ({ assessed }: Observation) => assessed.path.includes('[');
    const row = Math.min(1, ROW_VALUES / one.observations.filter(isRow).length);
    return one.observations.map((seen) => ({ ...seen, weight: weightOf(one) * (isRow(seen) ? row : 1) }));
  });

const current = values.only === true ? TABLE : undefined;
const issuers = [...new Set(documents.map(({ issuer }) => issuer))].sort();
/** Each issuer is checked by a table that knows nothing of it. */
const FOLDS = 10;
const tables = Array.from({ length: FOLDS }, (_, fold) =>
  fitTable(labelled(documents.filter(({ issuer }) => issuers.indexOf(issuer) % FOLDS !== fold)), current),
);
const tableFor = ({ issuer }: Observed): ConfidenceTable => tables[issuers.indexOf(issuer) % FOLDS] as ConfidenceTable;

console.log(
  `${documents.length} documents of ${issuers.length} issuers, ${real + drawn} values; each checked by a table not fitted on its issuer`,
);
for (const name of [...sets.map((one) => one.name), ...pictures.map(([set]) => set), 'all']) {
  const some = documents.filter((one) => name === 'all' || one.set === name);
  const values = some.flatMap((one) =>
    one.observations.map(({ assessed, right, value }) => ({
      group: assessed.group,
      probability: probability(assessed, tableFor(one)),
      right,
      value,
      document: `${one.set}/${one.id}`,
    })),
  );
  showCalibration(name, values);
  if (name === 'all') showFields(values);
}
showLeftOut(documents, (one) => (assessed) => probability(assessed, tableFor(one)));
showApproval(documents, (one) => (assessed) => probability(assessed, tableFor(one)));

if (values.write) {
  const file = join(root, 'src/pipeline/fuse/confidence.json');
  writeFileSync(file, `${JSON.stringify(fitTable(labelled(documents), current), null, 2)}\n`);
  console.log(`\nwritten: ${file}`);
}
