import { hash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { wordlessPage } from '../../src/core/page.ts';
import { type PageText, packPage } from '../../src/core/page-text.ts';
import { openStore } from '../../src/storage/open.ts';
import { sampleRecord } from '../contract/sample.ts';
import { emptyHome } from '../storage/home.ts';

/** A page with these lines of words, 20 points apart. */
export function pageOf(number: number, ...lines: readonly string[]): PageText {
  const words = lines.flatMap((line, row) =>
    line.split(' ').map((text, column) => ({
      text,
      box: { x: 40 + 80 * column, y: 40 + 20 * row, w: 70, h: 10 },
      size: 10,
      bold: false,
      confidence: 1,
    })),
  );
  return packPage({ ...wordlessPage(number, { width: 595, height: 842 }), words });
}

/** A store in a folder of its own, with a way to put documents into it. */
export async function storeOfPages() {
  const store = await openStore(emptyHome());
  onTestFinished(store.close);
  let token = 0;
  return {
    ...store,
    /** Commits a document with these pages; `null` keeps no words. */
    async read(name: string, pages: readonly PageText[] | null): Promise<string> {
      const id = hash('sha256', name, 'hex');
      await store.records.add({ id, file: `${name}.pdf`, path: `/in/${name}.pdf`, bytes: 1 });
      token += 1;
      const records = [sampleRecord({ number: name })];
      await store.records.commit(id, { status: 'completed', records, ms: 1, pages: pages ?? undefined }, token);
      return id;
    },
  };
}
