import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Invoices with known answers, beside the clone. */
export const SHARED = join(ROOT, '../shared/invoices');

/** Documents with known answers, and how they are read. */
export interface ScoreSet {
  /** Folders of documents; those without gold are left out where they are read off pictures. */
  readonly documents: readonly string[];
  readonly gold: string;
  /** Flags of `ingest`. */
  readonly ingest?: readonly string[];
  /** Flags of the scorer. */
  readonly score?: readonly string[];
  /** The documents are drawn first, into folders of these names. */
  readonly drawn?: { readonly seed: number; readonly count: number };
  /**
   * Read off pictures: the documents are pictures already, or are degraded first (bench/degrade). What the engine reads
   * is remembered from run to run.
   */
  readonly pictures?: 'as they are' | { readonly variant: string };
}

const shared = (name: string) => ({ documents: [join(SHARED, name, 'pdf')], gold: join(SHARED, name, 'gold') });

/** The sets by name. Those of pictures take minutes when their pages are read for the first time. */
export const SETS: Readonly<Record<string, ScoreSet>> = {
  'hybrid-xml': { ...shared('hybrid'), score: ['--all'] },
  'hybrid-page': { ...shared('hybrid'), ingest: ['--no-einvoice'] },
  wild: shared('wild'),
  templates: shared('templates'),
  fixtures: { documents: [join(ROOT, 'fixtures/invoices')], gold: join(ROOT, 'fixtures/gold') },
  synthetic: { documents: ['pdf'], gold: 'gold', drawn: { seed: 7, count: 200 } },
  'hybrid-scan': { ...shared('hybrid'), pictures: { variant: 'clean' } },
  'hybrid-degraded': { ...shared('hybrid'), pictures: { variant: 'mixed' } },
  'templates-scan': { ...shared('templates'), pictures: { variant: 'clean' } },
  'templates-degraded': { ...shared('templates'), pictures: { variant: 'mixed' } },
  sroie: { documents: [join(SHARED, 'sroie/img')], gold: join(SHARED, 'sroie/gold'), pictures: 'as they are' },
  'wild-img': {
    documents: [join(SHARED, 'wild/img'), join(SHARED, 'wild/pdf')],
    gold: join(SHARED, 'wild/gold'),
    pictures: 'as they are',
  },
};
