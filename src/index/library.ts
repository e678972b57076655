import { InvoicectlError } from '../core/errors.ts';
import { wordsOf } from '../core/page-text.ts';
import type { PageTexts, Sha256, TextSearch } from '../core/ports.ts';
import type { HeatMap, PageEncoder, PageKey } from '../core/vectors.ts';
import type { FoundPlace } from '../core/vision.ts';
import { encodersIn } from './folder.ts';
import { type Following, type FollowOrder, follow, type Pictures, pendingIn } from './follow.ts';
import { hottestPatches } from './hottest-patches.ts';
import { type DiskIndex, type IndexHealth, openPageIndex } from './page-index.ts';
import { rowPooling } from './pool-rows.ts';
import { type Look, lookAt } from './search/look.ts';
import { questionOf } from './search/question.ts';
import { type FoundPage, type SearchWish, searchPages } from './search/search.ts';
import { weightsOf } from './search/weigh.ts';

/** An encoder that can be opened: its id is known before, its weights are loaded when they are needed. */
export interface EncoderSource {
  /** As `--encoder` takes it: `lexical`, or the name of a model. */
  readonly name: string;
  readonly id: string;
  readonly dim: number;
  /** Whether it takes seconds a page. */
  readonly slow: boolean;
  open(): Promise<PageEncoder>;
}

/** What the library is made of. */
export interface LibraryParts {
  /** Folder of the indexes. */
  readonly root: string;
  readonly texts: PageTexts & TextSearch;
  /** The one that needs no weights. */
  readonly lexical: EncoderSource;
  /** The models that are here. */
  readonly models: () => Promise<readonly EncoderSource[]>;
  readonly pictures: (document: Sha256) => Promise<Pictures>;
  readonly keeping: Keeping;
}

/** How the vectors of pages are kept from now on; what is there stays as it is until it is encoded anew. */
interface Keeping {
  /** As they were encoded too, not only their codes. */
  readonly floats: boolean;
  /** How many rows become one. Rows of words are not merged: each is a word that may be asked for. */
  readonly pooling: number;
}

/** How far an encoder is. */
export interface EncoderState {
  readonly name: string;
  readonly id: string;
  readonly documents: number;
  readonly pending: number;
}

/** Finds pages: the indexes of all encoders over the pages of one home folder. */
export interface Library {
  /** Encodes what an encoder does not hold as it is; without a name the lexical one. */
  follow(order?: FollowOrder & { readonly encoder?: string | undefined }): Promise<Following>;
  /** `encoder`: only by the vectors of this one, beside words. */
  search(question: string, wish: SearchWish & { readonly encoder?: string | undefined }): Promise<readonly FoundPage[]>;
  /** What the words of a page say to a question; `null` where its words are not kept. */
  look(question: string, key: PageKey): Promise<(Look & { readonly words: ReturnType<typeof wordsOf> }) | null>;
  /** Where on a page the question is answered; by the first encoder that holds the page, or the one that is named. */
  heat(question: string, key: PageKey, encoder?: string): Promise<(HeatMap & { readonly encoder: string }) | null>;
  /**
   * For each question the patches of a document's pages that say most to it, best first; by the first model that has
   * encoded the document, none where there is no such model.
   */
  patches(document: Sha256, questions: readonly string[]): Promise<readonly (readonly FoundPlace[])[]>;
  /** Every encoder that is here. */
  names(): Promise<readonly string[]>;
  states(): Promise<readonly EncoderState[]>;
  remove(documents: readonly Sha256[]): Promise<void>;
  check(encoder: string): Promise<IndexHealth>;
  compact(encoder: string): Promise<void>;
  clear(encoder: string): Promise<void>;
  close(): Promise<void>;
}

const isCorrupt = (error: unknown): boolean => error instanceof InvoicectlError && error.code === 'HOME_CORRUPT';

/** Opens the indexes of a home folder as they are asked for. */
export function openLibrary({ root, texts, lexical, models, pictures, keeping }: LibraryParts): Library {
  const indexes = new Map<string, DiskIndex>();
  const encoders = new Map<string, Promise<PageEncoder>>();
  let known: Promise<readonly EncoderSource[]> | null = null;
  /** Models are looked for when one is asked for, or may have encoded something. */
  async function all(): Promise<readonly EncoderSource[]> {
    known ??= models();
    return [lexical, ...(await known)];
  }

  async function sourceCalled(name = lexical.name): Promise<EncoderSource> {
    if (name === lexical.name) return lexical;
    const found = (await all()).find((source) => source.name === name);
    if (found !== undefined) return found;
    const names = (await all()).map((source) => source.name).join(', ');
    throw new InvoicectlError('USAGE', `There is no encoder called "${name}" here.`, {
      hint: `Here are: ${names}. invoicectl models list shows what can be fetched.`,
    });
  }

  function indexOf({ id, dim, slow }: EncoderSource): DiskIndex {
    const open = indexes.get(id);
    if (open !== undefined) return open;
    const kernel = async () => (await import('./kernels/open-kernel.ts')).openKernel();
    const pooling = slow && keeping.pooling > 1 ? rowPooling(keeping.pooling) : undefined;
    const opened = openPageIndex(root, { encoder: { id, dim }, kernel, keepFloats: keeping.floats, pooling });
    indexes.set(id, opened);
    return opened;
  }

  function encoderOf(source: EncoderSource): Promise<PageEncoder> {
    const open = encoders.get(source.id) ?? source.open();
    encoders.set(source.id, open);
    return open;
  }

  /** Those that hold anything; without one that is named, one that is damaged is left out: what is there is found by the others. */
  async function holding(name?: string): Promise<readonly EncoderSource[]> {
    const used = await encodersIn(root);
    const others = used.some(({ encoder }) => encoder !== lexical.id);
    const wanted = name !== undefined ? [await sourceCalled(name)] : others ? await all() : [lexical];
    const held: EncoderSource[] = [];
    for (const source of wanted) {
      const documents = await indexOf(source)
        .documents()
        .catch((error: unknown) => {
          if (name !== undefined || !isCorrupt(error)) throw error;
          return new Map();
        });
      if (documents.size > 0) held.push(source);
    }
    return held;
  }

  return {
    async follow({ encoder, ...order } = {}) {
      const source = await sourceCalled(encoder);
      const followed = { texts, index: indexOf(source), encoder: () => encoderOf(source), pictures };
      return follow(followed, { slow: source.slow, ...order });
    },

    async search(question, { encoder, ...wish }) {
      const searched = [];
      for (const source of await holding(encoder))
        searched.push({ encoder: await encoderOf(source), index: indexOf(source), partial: source.slow });
      return searchPages(question, { texts, indexes: searched }, wish);
    },

    async look(question, key) {
      const page = (await texts.pages(key.document)).find(({ number }) => number === key.page);
      if (page === undefined) return null;
      const asked = questionOf(question);
      const words = wordsOf(page);
      return { ...lookAt(asked, await weightsOf(asked, texts), words, page.about), words };
    },

    async heat(question, key, encoder) {
      for (const source of await holding(encoder)) {
        const query = await (await encoderOf(source)).encodeQuery(question);
        const heat = await indexOf(source).heat(query, key);
        if (heat !== null) return { ...heat, encoder: source.name };
      }
      return null;
    },

    async patches(document, questions) {
      for (const source of await holding()) {
        const index = indexOf(source);
        if (!source.slow || !(await index.documents()).has(document)) continue;
        return hottestPatches(await encoderOf(source), index, document, questions);
      }
      return questions.map(() => []);
    },

    names: async () => (await all()).map(({ name }) => name),

    async states() {
      const states: EncoderState[] = [];
      for (const source of await all()) {
        const index = indexOf(source);
        const [held, pending] = [await index.documents(), await pendingIn(texts, index)];
        states.push({ name: source.name, id: source.id, documents: held.size, pending: pending.length });
      }
      return states;
    },

    async remove(documents) {
      for (const source of await holding()) await indexOf(source).remove(documents);
    },

    check: async (encoder) => indexOf(await sourceCalled(encoder)).check(),
    compact: async (encoder) => indexOf(await sourceCalled(encoder)).compact(),
    clear: async (encoder) => indexOf(await sourceCalled(encoder)).clear(),

    async close() {
      for (const index of indexes.values()) await index.close();
      for (const encoder of encoders.values()) await (await encoder.catch(() => null))?.close();
    },
  };
}
