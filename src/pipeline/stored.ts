import { InvoicectlError } from '../core/errors.ts';
import type { BlobStore, PageTexts, RecordQuery, Sha256 } from '../core/ports.ts';
import type { openPictures } from './pictures.ts';

/** How words are to be made up for. */
export interface KeepWords {
  /** Documents at most. */
  readonly limit: number;
  readonly passwords: readonly string[];
  readonly signal: AbortSignal;
  readonly onDocument: (done: number, of: number) => void;
}

/** Documents whose words are kept now, and those that could not be read again. */
export interface KeptWords {
  readonly kept: number;
  readonly left: number;
  readonly failed: readonly { readonly document: Sha256; readonly reason: string }[];
}

/** What is done with documents that were read before: their bytes are opened again, as their records see them. */
export function storedDocuments({
  blobs,
  query,
  texts,
}: {
  readonly blobs: BlobStore;
  readonly query: RecordQuery;
  readonly texts: PageTexts;
}) {
  /** Throws `HOME_CORRUPT`. */
  async function stored(document: Sha256) {
    const bytes = await blobs.get(document);
    if (bytes === null) throw new InvoicectlError('HOME_CORRUPT', `The stored bytes of ${document} are gone.`);
    const entries = await Promise.all((await query.list({ documents: [document] })).map(({ id }) => query.get(id)));
    const seen = entries.flatMap((entry) => entry?.record?.pages ?? []);
    return { bytes, seen, file: entries[0]?.summary.file ?? '' };
  }

  const wordless = async (): Promise<readonly Sha256[]> =>
    [...(await texts.versions())].flatMap(([document, version]) => (version === null ? document : []));

  return {
    /** Draws the pages of a document. Throws `HOME_CORRUPT`. */
    async pictures(document: Sha256, passwords: readonly string[]): Promise<ReturnType<typeof openPictures>> {
      const { openPictures: open } = await import('./pictures.ts');
      const { bytes, seen } = await stored(document);
      return open(bytes, seen, passwords);
    },

    /** How many documents were read without keeping their words. */
    unread: async (): Promise<number> => (await wordless()).length,

    /** Reads the words of such documents, the oldest first. A document that cannot be opened any more is named. */
    async keepWords({ limit, passwords, signal, onDocument }: KeepWords): Promise<KeptWords> {
      const missing = await wordless();
      const failed: { document: Sha256; reason: string }[] = [];
      let kept = 0;
      for (const [i, document] of missing.slice(0, limit).entries()) {
        if (signal.aborted) break;
        onDocument(i, missing.length);
        try {
          const { wordsAgain } = await import('./words-again.ts');
          const { bytes, seen, file } = await stored(document);
          if (await texts.keep(document, await wordsAgain(bytes, seen, { file, passwords }))) kept += 1;
        } catch (error) {
          if (!(error instanceof InvoicectlError)) throw error;
          failed.push({ document, reason: error.message });
        }
      }
      return { kept, left: missing.length - kept, failed };
    },
  };
}
