/**
 * The composition root: the only file that names implementations. What is heavy is loaded when it is opened.
 *
 * @module
 */
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { BlobStore, JobQueue, RecordQuery, RecordStore, Sha256 } from './core/ports.ts';
import type { PlaceFinder } from './core/vision.ts';
import type { Pictures } from './index/follow.ts';
import type { EncoderState, Library } from './index/library.ts';
import type { FoundPage } from './index/search/search.ts';
import type { Cleaning } from './models/clean.ts';
import type { LocalModel } from './models/local-model.ts';
import type { PullEvents, Pulled, PullOrder } from './models/pull.ts';
import type { ModelStatus } from './models/status.ts';
import type { VerifiedFile } from './models/verify.ts';
import { documentHandler, type Tools } from './pipeline/handle.ts';
import { type KeepWords, type KeptWords, storedDocuments } from './pipeline/stored.ts';
import { type Submitted, submit } from './pipeline/submit.ts';
import type { ThreadSettings } from './pipeline/threads/messages.ts';
import type { DocumentPool, PoolSettings } from './pipeline/threads/pool.ts';
import { work } from './pipeline/worker.ts';
import type { Store } from './storage/open.ts';

/** Everything that a command works with. */
export interface Context {
  readonly config: Config;
  readonly records: RecordStore & RecordQuery;
  readonly blobs: BlobStore;
  readonly jobs: JobQueue;
  /** Takes a document in. `force`: it is read again although it is known. */
  submit(
    bytes: Uint8Array,
    source: { readonly file: string; readonly path: string },
    force: boolean,
  ): Promise<Submitted>;
  /** Reads what is queued, on threads, until nothing is left and nothing more comes. */
  work(order: WorkOrder): Promise<void>;
  /**
   * What finds pages. `passwords` open documents that are encrypted, for encoders that look at them. Closed with the
   * context.
   */
  library(passwords?: readonly string[]): Promise<Library>;
  /** How many documents were read without keeping their words. */
  unread(): Promise<number>;
  /** Reads the words of documents that were read without keeping them, at most so many; says of which. */
  keepWords(order: KeepWords): Promise<KeptWords>;
  /** Looks whether what the home folder holds is whole. */
  readonly check: Store['check'];
  close(): Promise<void>;
}

/** How the queue is to be worked off. */
export interface WorkOrder {
  readonly pool: DocumentPool;
  /** Aborted when the work is to stop. */
  readonly signal: AbortSignal;
  /** Whether more documents may still be taken in. */
  readonly more: () => boolean;
  readonly onPage: NonNullable<Tools['onPage']>;
  readonly onResult: NonNullable<Tools['onResult']>;
}

/**
 * Starts the threads that read documents, and readies the vision model that they may ask. They take half a second to
 * load, so this is the first thing to do. Throws `MODEL_MISSING` where a model that is asked for is not here.
 */
export async function openReaders(
  config: Config,
  settings: Pick<ThreadSettings, 'eInvoices' | 'passwords'>,
): Promise<DocumentPool> {
  const { jobs, ocr, ocrEngine, index } = config;
  const [{ memoryLimit, openPool, PAGE_LIMIT_MS }, vision] = await Promise.all([
    import('./pipeline/threads/pool.ts'),
    openVision(config),
  ]);
  const pool = openPool({
    threads: jobs,
    limitMs: PAGE_LIMIT_MS,
    memoryMb: memoryLimit(jobs),
    ocr,
    ocrEngine,
    words: index === 'auto',
    vision,
    ...settings,
  });
  return {
    ...pool,
    async close() {
      await pool.close();
      await vision?.reader.close();
    },
  };
}

/** The vision model as it is set; `null` where none is to be asked. Nothing of it is loaded before it is asked. */
async function openVision(config: Config): Promise<NonNullable<PoolSettings['vision']> | null> {
  const { vlm: mode, vlmModel, vlmUrl: url, vlmSeconds, vlmTokens: tokens, device, origins } = config;
  if (mode === 'off') return null;
  const budget = { tokens, ms: vlmSeconds * 1000 };
  const isNamed = origins.vlmModel !== 'default';
  if (url !== null) {
    const { openServerReader } = await import('./vlm/openai/reader.ts');
    // Not a setting: what is set is shown, and lies in files.
    const key = process.env.INVOICECTL_VLM_KEY || null;
    return { mode, budget, reader: openServerReader({ url, model: isNamed ? vlmModel : null, key }) };
  }
  const { installedReader } = await import('./vlm/installed.ts');
  const reader = await installedReader(vlmModel, device, mode === 'always' || isNamed);
  return reader && { mode, budget, reader };
}

/** Finds where to look on the pages of a document by the page index, loaded when it is asked. */
function finderIn(library: () => Promise<Library>, document: Sha256): PlaceFinder {
  return {
    async find(pages, questions) {
      const { placeFinder } = await import('./index/find-places.ts');
      return placeFinder(library, document).find(pages, questions);
    },
  };
}

/** Opens the home folder of a config. */
export async function openContext(config: Config): Promise<Context> {
  const { openStore } = await import('./storage/open.ts');
  const { records, query, texts, blobs, jobs, check, close } = await openStore(config.home);
  const both: RecordStore & RecordQuery = { ...records, ...query };
  let wake = () => {};
  let library: Promise<Library> | null = null;
  const again = storedDocuments({ blobs, query, texts });

  function libraryOf(passwords: readonly string[] = []): Promise<Library> {
    library ??= openLibraryOf(config, texts, (document) => again.pictures(document, passwords));
    return library;
  }

  return {
    config,
    records: both,
    blobs,
    jobs,
    check,
    library: libraryOf,
    unread: again.unread,
    keepWords: again.keepWords,
    async close() {
      await (await library?.catch(() => null))?.close();
      await close();
    },
    async submit(bytes, source, force) {
      const submitted = await submit(bytes, source, { blobs, records, jobs }, force);
      wake();
      return submitted;
    },
    async work({ pool, signal, more, onPage, onResult }) {
      const finderOf = (document: Sha256) => finderIn(libraryOf, document);
      const handler = documentHandler({ blobs, records: both, pool, finderOf, onPage, onResult });
      const onReady = (ring: () => void) => {
        wake = ring;
      };
      await work({ ...handler, queue: jobs, slots: config.jobs, signal, more, onReady });
    },
  };
}

async function openLibraryOf(
  config: Config,
  texts: Store['texts'],
  pictures: (document: Sha256) => Promise<Pictures>,
): Promise<Library> {
  const [{ openLibrary }, { lexicalSource }] = await Promise.all([
    import('./index/library.ts'),
    import('./index/encoders/lexical.ts'),
  ]);
  const root = join(config.home, 'index');
  const models = async () =>
    (await import('./index/encoders/models.ts')).modelSources(config.device === 'cuda' ? 'cuda' : 'cpu');
  const keeping = { floats: config.indexFloats === 'on', pooling: config.indexPooling };
  return openLibrary({ root, texts, pictures, lexical: lexicalSource(texts), models, keeping });
}

export type { EncoderState, FoundPage, Library, ModelStatus, PullEvents, VerifiedFile };

/** The models of this machine, in the folder that the tools of Hugging Face share. No home folder is needed. */
export interface Models {
  /** What is here of every model, and what each needs. */
  list(): Promise<readonly ModelStatus[]>;
  /** `null` where it is not here, or not whole. Throws `MODEL_UNKNOWN`. */
  locate(name: string): Promise<LocalModel | null>;
  /** Fetches a model. `dtype` as `--dtype` takes it, `null` for what the model's card says. */
  pull(order: Omit<PullOrder, 'env' | 'wanted'> & { readonly dtype: string | null }): Promise<Pulled>;
  /** Reads every byte of a model again; `null` where there is none. */
  verify(name: string): Promise<readonly VerifiedFile[] | null>;
  /** Removes a model, or, for `null`, what is left over of pulls. Returns the bytes that became free. */
  clean(name: string | null, how: Omit<Cleaning, 'env'>): Promise<number>;
}

/** The models that an environment leads to. */
export async function openModels(env: NodeJS.ProcessEnv = process.env): Promise<Models> {
  const { statusOfAll } = await import('./models/status.ts');
  return {
    list: () => statusOfAll(env),
    locate: async (name) => (await import('./models/locate.ts')).locate(name, env),
    async pull({ dtype, ...order }) {
      const [{ pull }, { parseWanted }] = await Promise.all([
        import('./models/pull.ts'),
        import('./models/store/select.ts'),
      ]);
      return pull({ ...order, env, wanted: dtype === null ? [] : parseWanted(dtype) });
    },
    verify: async (name) => (await import('./models/verify.ts')).verify(name, env),
    async clean(name, how) {
      const { cleanLeftovers, cleanModel } = await import('./models/clean.ts');
      return name === null ? cleanLeftovers({ ...how, env }) : cleanModel(name, { ...how, env });
    },
  };
}
