import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Condition } from '../../bench/degrade/condition.ts';
import { scannedFile } from '../../bench/degrade/scans.ts';
import { PP_OCR } from '../../src/core/ocr.ts';
import { keepEngine } from '../../src/pipeline/ocr/engines.ts';
import { type Observed, observe } from '../confidence/observe.ts';
import { ocrMemory } from '../ocr-cache.ts';
import type { ScoreSet } from './sets.ts';

/** Which of a set's documents are read, and how they are degraded. */
export interface Sample {
  /** At most so many, evenly spread over the set. */
  readonly limit: number;
  readonly seed: number;
}

/** A document that is read off its pictures, and what was done to it before. */
export interface Source {
  readonly id: string;
  readonly path: string;
  readonly condition?: Condition;
}

/**
 * Reads the documents of a set off their pictures. Their gold goes into `gold` and what was read, in the flat form, into
 * `out`; both folders are made. Prints how often pages were found the right way up, and how often sure values are wrong.
 */
export async function readPictures(
  name: string,
  set: ScoreSet,
  scorer: string,
  { gold, out, sample }: { readonly gold: string; readonly out: string; readonly sample: Sample },
): Promise<void> {
  mkdirSync(gold);
  mkdirSync(out);
  const all = sourcesOf(set);
  const documents = await degraded(evenly(all, sample.limit), set, sample.seed);
  for (const { id } of documents) copyFileSync(join(set.gold, `${id}.json`), join(gold, `${id}.json`));
  const kept = keepEngine(PP_OCR);
  const memory = ocrMemory(PP_OCR, kept.open);
  const begun = performance.now();
  const observed = await observe({ name, documents, gold, xml: false, engine: memory.of }, scorer, out);
  await kept.close();
  const { read, remembered } = memory.counts;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(
    `${documents.length} of ${all.length} documents, ${read} pages read and ${remembered} remembered, ${seconds} s`,
  );
  showTurns(documents, observed);
  showSure(observed);
}

/** At most so many of some documents, evenly spread. */
export function evenly<T>(all: readonly T[], limit: number): readonly T[] {
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as T);
}

/** The documents as a set's pictures are made of them. */
export async function degraded(documents: readonly Source[], set: ScoreSet, seed: number): Promise<readonly Source[]> {
  if (typeof set.pictures !== 'object') return documents;
  const sources: Source[] = [];
  for (const { id, path } of documents) {
    sources.push({ id, ...(await scannedFile(path, set.pictures.variant, seed)) });
  }
  return sources;
}

/** Documents that have gold. In a set of pictures, those of PDFs are the ones without a text layer. */
export function sourcesOf(set: ScoreSet): Source[] {
  return set.documents.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .flatMap((file) => {
        const id = file.slice(0, -extname(file).length);
        const path = join(set.gold, `${id}.json`);
        if (!existsSync(path)) return [];
        const { scan } = JSON.parse(readFileSync(path, 'utf8')) as { readonly scan?: boolean };
        const isPicture = scan === true || extname(file) !== '.pdf';
        return isPicture || set.pictures !== 'as they are' ? [{ id, path: join(folder, file) }] : [];
      }),
  );
}

/** How many pages stand upright as they were read. */
function showTurns(documents: readonly Source[], observed: readonly Observed[]): void {
  let [pages, right] = [0, 0];
  for (const { id, condition } of documents) {
    if (condition === undefined) continue;
    for (const { rotation, words } of observed.find((one) => one.id === id)?.record.pages ?? []) {
      if (words === 0) continue;
      pages++;
      if ((rotation + condition.turn) % 360 === 0) right++;
      else console.log(`  ${id}: turned by ${condition.turn}, read as turned by ${rotation}`);
    }
  }
  if (pages > 0) console.log(`right way up ${right} of ${pages} pages (${((100 * right) / pages).toFixed(1)} %)`);
}

/** How many of the values that are given as sure are wrong. */
function showSure(observed: readonly Observed[]): void {
  const all = observed.flatMap((one) => one.observations.map((seen) => ({ ...seen, id: one.id })));
  const sure = all.filter(({ assessed }) => assessed.field.confidence >= 0.9);
  const wrong = sure.filter(({ right }) => !right);
  console.log(
    `given at 0.9 or more ${sure.length} of ${all.length} values, wrong of them ${wrong.length} (${((100 * wrong.length) / sure.length).toFixed(1)} %)`,
  );
  for (const { assessed, id } of process.argv.includes('--sure') ? wrong : [])
    console.log(`  ${assessed.field.confidence} ${assessed.path} ${assessed.field.value} ${id}`);
}
