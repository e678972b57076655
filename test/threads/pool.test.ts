import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '../open/draw.ts';
import { INVOICE, pictureOf } from '../recognize/picture.ts';

/** From the build: a thread runs a file of its own, and the oldest Node that is supported runs no TypeScript. */
const { openPool } = (await import(
  new URL('../../dist/pipeline/threads/pool.js', import.meta.url).href
)) as typeof import('../../src/pipeline/threads/pool.ts');

/** A PDF of three pages; the one in the middle draws `words` words. */
function pages(words: number): Uint8Array {
  const stream = (content: string) => `<</Length ${content.length}>>stream\n${content}\nendstream`;
  const text = (line: string) => stream(`BT /F1 10 Tf 50 500 Td (${line}) Tj ET`);
  const heavy = Array.from(
    { length: words },
    (_, i) => `1 0 0 1 ${(i * 37) % 390} ${(i * 11) % 590} Tm (w${i}) Tj`,
  ).join('\n');
  const page = (contents: number) =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents ${contents} 0 R/Resources<</Font<</F1 9 0 R>>>>>>`;
  return assemble([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>',
    page(6),
    page(7),
    page(8),
    text('Invoice number 4711'),
    stream(`BT /F1 6 Tf ${heavy} ET`),
    text('Total due EUR 12.00'),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ]);
}

function pool(textMs: number, pictureMs = 60_000, memoryMb = 2000) {
  const opened = openPool({
    threads: 1,
    limitMs: { text: textMs, picture: pictureMs, model: 60_000 },
    memoryMb,
    passwords: [],
    eInvoices: true,
    ocr: 'auto',
    ocrEngine: 'pp-ocrv6-small',
    words: false,
  });
  onTestFinished(() => opened.close());
  return opened;
}

const never = new AbortController().signal;

test('a page that takes too long is left out and said so, and the others are read', async () => {
  const begun: number[] = [];
  const {
    records: [record],
  } = await pool(1500).read(async () => pages(400_000), 'stuck.pdf', {
    signal: never,
    onPage: ({ page }) => begun.push(page),
  });
  expect(record?.problems).toMatchObject([{ code: 'PAGE_TIMEOUT', page: 2 }]);
  expect(record?.pages.map(({ words }) => words > 0)).toEqual([true, false, true]);
  expect(begun).toEqual([1, 2, 1, 2, 3]);
});

test('the same pages are all read when there is time', async () => {
  const {
    records: [record],
  } = await pool(60_000).read(async () => pages(200), 'fine.pdf', { signal: never });
  expect(record?.problems).toEqual([]);
  expect(record?.pages.every(({ words }) => words > 0)).toBe(true);
});

test('an abort ends the reading at once', async () => {
  const stop = new AbortController();
  const reading = pool(60_000).read(async () => pages(400_000), 'stuck.pdf', {
    signal: stop.signal,
    onPage: () => stop.abort(),
  });
  await expect(reading).rejects.toThrow();
});

test('a failure keeps its code and hint on its way out of the thread', async () => {
  const reading = pool(60_000).read(async () => Buffer.from('%PDF-1.7 and nothing else'), 'broken.pdf', {
    signal: never,
  });
  await expect(reading).rejects.toMatchObject({ code: 'PDF_DAMAGED' });
});

test('a picture that takes too long is left out and said so; what its text layer says stays', async () => {
  // 1 ms is over before any engine has been loaded.
  const {
    records: [record],
  } = await pool(60_000, 1).read(async () => pages(0), 'scan.pdf', { signal: never });
  expect(record?.problems).toMatchObject([{ code: 'PAGE_TIMEOUT', page: 2 }]);
  expect(record?.pages.map(({ ocr }) => ocr)).toEqual([null, null, null]);
  expect(record?.header.number?.value).toBe('4711');
});

test('a thread that has read pictures gives way to a fresh one when memory runs short', async () => {
  const picture = await pictureOf(INVOICE);
  let started = 0;
  const count = () => started++;
  process.on('worker', count);
  onTestFinished(() => void process.off('worker', count));
  const threads = pool(60_000, 60_000, 0);
  for (const name of ['first.png', 'second.png']) {
    const {
      records: [record],
    } = await threads.read(async () => picture.slice(), name, { signal: never });
    expect(record?.totals.gross?.value).toBe('120.00');
  }
  expect(started).toBe(2);
});

test('a thread that reads a picture ends its work before it is ended, or the process would crash', async () => {
  const picture = await pictureOf(INVOICE);
  const threads = pool(60_000);
  const stop = new AbortController();
  const reading = threads.read(async () => picture.slice(), 'stopped.png', {
    signal: stop.signal,
    // Once the models are at work.
    onPage: ({ stage }) => stage === 'picture' && setTimeout(() => stop.abort(), 700),
  });
  await expect(reading).rejects.toThrow('stopped');
  const {
    records: [record],
  } = await threads.read(async () => picture.slice(), 'next.png', { signal: never });
  expect(record?.totals.gross?.value).toBe('120.00');
});

test('closing waits for the models', async () => {
  const picture = await pictureOf(INVOICE);
  const threads = pool(60_000);
  const begun = Promise.withResolvers<void>();
  const reading = threads.read(async () => picture, 'closed.png', {
    signal: never,
    onPage: ({ stage }) => stage === 'picture' && setTimeout(begun.resolve, 700),
  });
  const ended = expect(reading).rejects.toThrow('stopped');
  await begun.promise;
  await threads.close();
  await ended;
});
