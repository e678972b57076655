import { describe, expect, onTestFinished, test } from 'vitest';
import type { Filter, RecordQuery, RecordStore, Source } from '../../src/core/ports.ts';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { type Sample, sampleRecord, sampleSource } from './sample.ts';

/** An empty record store. */
export interface RecordBench {
  readonly records: RecordStore;
  readonly query: RecordQuery;
  close(): Promise<void>;
}

const problem = { code: 'PDF_DAMAGED', message: 'broken', hint: 'mend it', page: 2 };

/** What every record store does. */
export function recordStoreContract(name: string, open: () => Promise<RecordBench>): void {
  async function bench(): Promise<RecordBench> {
    const opened = await open();
    onTestFinished(opened.close);
    return opened;
  }

  async function read(records: RecordStore, source: Source, sample: Sample = {}, token = 1): Promise<void> {
    await records.add(source);
    const result = { status: 'completed', records: [sampleRecord(sample)], ms: 12.6 } as const;
    expect(await records.commit(source.id, result, token)).toBe(true);
  }

  describe(`record store: ${name}`, () => {
    test('a document is new until it has been read, and again when it failed', async () => {
      const { records } = await bench();
      const source = sampleSource(1);
      expect(await records.add(source)).toBe('new');
      expect(await records.add(source)).toBe('new');
      expect(await records.commit(source.id, { status: 'failed', problem, ms: 1 }, 1)).toBe(true);
      expect(await records.add(source)).toBe('new');
      await read(records, source, {}, 2);
      expect(await records.add(source)).toBe('known');
    });

    test('gives back the record as it was written, to the letter', async () => {
      const { records, query } = await bench();
      const source = sampleSource(1);
      const record = sampleRecord({ lines: 20, seller: 'Ñandú & Söhne «株式会社» 😀' });
      await records.add(source);
      await records.commit(source.id, { status: 'completed', records: [record], ms: 12.6 }, 1);
      expect((await query.get(source.id))?.record).toEqual(record);
      expect(await query.get('f'.repeat(64))).toBeNull();
    });

    test('a summary says what the record says', async () => {
      const { records, query } = await bench();
      await read(records, sampleSource(1));
      expect((await query.list({}))[0]).toMatchObject({
        id: sampleSource(1).id,
        file: 'invoice-1.pdf',
        path: '/invoices/invoice-1.pdf',
        status: 'completed',
        verdict: 'approve',
        number: 'RE-2024/0117',
        typeCode: '380',
        issueDate: '2024-03-05',
        seller: 'Maschinenbau Österlund GmbH',
        sellerVatId: 'DE123456788',
        buyer: 'Kunden AG Mitte',
        currency: 'EUR',
        gross: '236.22',
        pages: 1,
        problem: null,
      });
    });

    test('the same bytes in another place are one document with two places, oldest first', async () => {
      const { records, query } = await bench();
      await read(records, sampleSource(1, { path: '/z/first.pdf', file: 'first.pdf' }));
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(await records.add(sampleSource(1, { path: '/a/copy.pdf', file: 'copy.pdf' }))).toBe('known');
      const entry = await query.get(sampleSource(1).id);
      expect(entry?.paths).toEqual(['/z/first.pdf', '/a/copy.pdf']);
      expect(entry?.summary.file).toBe('first.pdf');
      expect(await query.list({})).toHaveLength(1);
    });

    describe('several invoices in one file', () => {
      const parts = (...numbers: readonly string[]) =>
        numbers.map((number, i) => sampleRecord({ number, page: i + 1 }));
      const done = (...numbers: readonly string[]) =>
        ({ status: 'completed', records: parts(...numbers), ms: 1 }) as const;
      const id = 'abc1'.padEnd(64, '0');
      const source = sampleSource(1, { id });

      test('each is a row of its own, the last first, with its place in the file', async () => {
        const { records, query } = await bench();
        await read(records, sampleSource(2));
        await records.add(source);
        expect(await records.commit(id, done('A', 'B', 'C'), 2)).toBe(true);
        expect(await query.list({ documents: [id] })).toMatchObject([
          { id: `${id}-3`, document: id, part: 3, parts: 3, firstPage: 3, number: 'C', file: source.file },
          { id: `${id}-2`, document: id, part: 2, parts: 3, firstPage: 2, number: 'B', file: source.file },
          { id, document: id, part: 1, parts: 3, firstPage: 1, number: 'A', file: source.file },
        ]);
        expect((await query.list({ limit: 3 })).map(({ number }) => number)).toEqual(['C', 'B', 'A']);
        expect((await query.list({ number: 'b' })).map((summary) => summary.id)).toEqual([`${id}-2`]);
        expect(await query.get(`${id}-2`)).toMatchObject({ paths: [source.path], record: parts('', 'B')[1] });
        expect((await query.get(id))?.record).toEqual(parts('A')[0]);
        expect(await query.get(`${id}-4`)).toBeNull();
        expect(await query.get(`${sampleSource(2).id}-2`)).toBeNull();
      });

      test.each<readonly [string, readonly string[]]>([
        ['abc', ['C', 'B', 'A']],
        ['abc-2', ['B']],
        [`${id}-3`, ['C']],
        ['abc-1', ['A']],
        ['abc-4', []],
        ['invoice-1.pdf', ['C', 'B', 'A']],
        ['invoice-1.pdf-2', ['B']],
      ])('%s finds %j', async (like, numbers) => {
        const { records, query } = await bench();
        await records.add(source);
        await records.commit(id, done('A', 'B', 'C'), 2);
        expect((await query.list({ like })).map(({ number }) => number)).toEqual(numbers);
      });

      test('a name that ends like a part is a name all the same', async () => {
        const { records, query } = await bench();
        await records.add(source);
        await records.commit(id, done('A', 'B'), 2);
        await read(records, sampleSource(2, { file: 'abc1-2', path: '/abc1-2' }), { number: 'X' });
        expect((await query.list({ like: 'abc1-2' })).map(({ number }) => number)).toEqual(['X', 'B']);
      });

      test('fewer of them in a later result take the others away, and a failure none', async () => {
        const { records, query } = await bench();
        await records.add(source);
        await records.commit(id, done('A', 'B', 'C'), 2);
        expect(await records.commit(id, done('A', 'B', 'C', 'D'), 1)).toBe(false);
        expect(await records.commit(id, { status: 'failed', problem, ms: 1 }, 3)).toBe(true);
        expect(await query.list({})).toMatchObject([{ problem }, { problem }, { problem }]);
        expect(await records.commit(id, done('A', 'Z'), 4)).toBe(true);
        expect(await query.list({})).toMatchObject([
          { number: 'Z', part: 2, parts: 2, problem: null },
          { number: 'A', part: 1, parts: 2, problem: null },
        ]);
        expect(await query.get(`${id}-3`)).toBeNull();
      });

      test('one is revised alone, and all are removed together', async () => {
        const { records, query } = await bench();
        await records.add(source);
        await records.commit(id, done('A', 'B'), 2);
        const review = (record: InvoiceRecord): InvoiceRecord => ({ ...record, verdict: 'review' });
        expect(await records.revise(`${id}-2`, review)).toBe(true);
        expect(await records.revise(`${id}-3`, review)).toBe(false);
        expect(await query.list({})).toMatchObject([
          { number: 'B', verdict: 'review', part: 2, parts: 2 },
          { number: 'A', verdict: 'approve' },
        ]);
        expect(await records.remove(id)).toBe(true);
        expect(await query.list({})).toEqual([]);
        expect(await query.get(`${id}-2`)).toBeNull();
      });

      test('a document before another is before all of its invoices, and none of its own', async () => {
        const { records, query } = await bench();
        await read(records, sampleSource(2), { number: 'OLD' });
        await records.add(source);
        await records.commit(id, done('A', 'B'), 2);
        await read(records, sampleSource(3), { number: 'NEW' });
        expect((await query.list({ before: id })).map(({ number }) => number)).toEqual(['OLD']);
      });
    });

    test('a result of an older lease is refused, and changes nothing', async () => {
      const { records, query } = await bench();
      const source = sampleSource(1);
      await read(records, source, { number: 'NEW' }, 7);
      const late = { status: 'completed', records: [sampleRecord({ number: 'OLD' })], ms: 1 } as const;
      expect(await records.commit(source.id, late, 6)).toBe(false);
      expect(await records.commit(source.id, { status: 'failed', problem, ms: 1 }, 6)).toBe(false);
      expect(await query.get(source.id)).toMatchObject({ summary: { number: 'NEW', status: 'completed' } });
      expect(await records.commit(source.id, late, 8)).toBe(true);
      expect(await query.list({})).toMatchObject([{ number: 'OLD' }]);
    });

    test('a failure is kept with its problem', async () => {
      const { records, query } = await bench();
      const source = sampleSource(1);
      await records.add(source);
      expect(await records.commit(source.id, { status: 'failed', problem, ms: 1 }, 2)).toBe(true);
      const entry = await query.get(source.id);
      expect(entry?.summary).toMatchObject({ status: 'failed', problem, verdict: null, number: null });
      expect(entry?.record).toBeNull();
    });

    test('a failure takes no earlier record away, and its problem goes with the next success', async () => {
      const { records, query } = await bench();
      const source = sampleSource(1);
      await read(records, source, { number: 'GOOD' });
      expect(await records.commit(source.id, { status: 'failed', problem, ms: 1 }, 2)).toBe(true);
      const kept = await query.get(source.id);
      expect(kept?.summary).toMatchObject({ status: 'completed', problem, verdict: 'approve', number: 'GOOD' });
      expect(kept?.record).toEqual(sampleRecord({ number: 'GOOD' }));
      expect(await records.add(source)).toBe('known');
      await read(records, source, { number: 'NEXT' }, 3);
      expect((await query.get(source.id))?.summary).toMatchObject({ number: 'NEXT', problem: null });
    });

    test('a record is revised in place, and only where there is one', async () => {
      const { records, query } = await bench();
      await read(records, sampleSource(1), {}, 7);
      await records.add(sampleSource(2));
      const review = (record: InvoiceRecord): InvoiceRecord => ({ ...record, verdict: 'review' });
      expect(await records.revise(sampleSource(1).id, review)).toBe(true);
      expect(await records.revise(sampleSource(2).id, review)).toBe(false);
      const entry = await query.get(sampleSource(1).id);
      expect(entry?.record).toEqual(sampleRecord({ verdict: 'review' }));
      expect(entry?.summary).toMatchObject({ status: 'completed', verdict: 'review' });
      expect(await records.commit(sampleSource(1).id, { status: 'failed', problem, ms: 1 }, 6)).toBe(false);
    });

    test('what is removed is gone, and a result that comes after it is refused', async () => {
      const { records, query } = await bench();
      const source = sampleSource(1);
      await read(records, source);
      await read(records, sampleSource(2));
      expect(await records.remove(source.id)).toBe(true);
      expect(await records.remove(source.id)).toBe(false);
      expect(await records.commit(source.id, { status: 'failed', problem, ms: 1 }, 99)).toBe(false);
      expect(await query.get(source.id)).toBeNull();
      expect((await query.list({})).map(({ file }) => file)).toEqual(['invoice-2.pdf']);
      expect(await records.add(source)).toBe('new');
    });

    test('newest first, however close in time, and no more than asked for', async () => {
      const { records, query } = await bench();
      for (let n = 1; n <= 12; n += 1) await records.add(sampleSource(n));
      await records.add(sampleSource(3));
      const files = (await query.list({})).map(({ file }) => file);
      expect(files).toEqual(Array.from({ length: 12 }, (_, i) => `invoice-${12 - i}.pdf`));
      expect((await query.list({ limit: 3 })).map(({ file }) => file)).toEqual(files.slice(0, 3));
    });

    describe('filters', () => {
      const cases: readonly (readonly [string, Filter, readonly number[]])[] = [
        ['nothing', {}, [5, 4, 3, 2, 1]],
        ['seller, anywhere and in any case', { seller: 'öSTERLUND' }, [3, 1]],
        ['seller, with or without accents', { seller: 'osterlund' }, [3, 1]],
        ['seller with characters that mean something to SQL', { seller: '100%_' }, [2]],
        ['seller that nobody has', { seller: 'acme' }, []],
        ['number without punctuation', { number: 're 2024 0117' }, [1]],
        ['a part of a number is no number', { number: 'RE-2024' }, []],
        ['since, inclusive', { since: '2024-03-05' }, [3, 1]],
        ['until, inclusive', { until: '2024-03-05' }, [2, 1]],
        ['a range', { since: '2024-03-05', until: '2024-03-05' }, [1]],
        ['amounts as numbers, not as text', { minAmount: '99.5' }, [3, 1]],
        ['amounts, inclusive in any notation of the same number', { minAmount: '236.220', maxAmount: '236.22' }, [1]],
        ['below zero', { maxAmount: '0' }, [2]],
        ['verdict', { verdict: 'review' }, [2]],
        ['completed', { status: 'completed' }, [3, 2, 1]],
        ['failed', { status: 'failed' }, [4]],
        ['pending', { status: 'pending' }, [5]],
        ['processing', { status: 'processing' }, []],
        ['start of an id, in any case', { like: 'ABC2' }, [2]],
        ['start of several ids', { like: 'abc' }, [5, 4, 3, 2, 1]],
        ['whole id', { like: 'abc3'.padEnd(64, '0') }, [3]],
        ['file name', { like: 'invoice-3.pdf' }, [3]],
        ['path', { like: '/invoices/invoice-4.pdf' }, [4]],
        ['another name of the same bytes', { like: 'copy.pdf' }, [1]],
        ['file name that looks like an id', { like: 'abc' }, [5, 4, 3, 2, 1]],
        ['a part of a file name is no file name', { like: 'invoice' }, []],
        ['before another', { before: 'abc3'.padEnd(64, '0') }, [2, 1]],
        ['before one that is not there', { before: 'f'.repeat(64) }, []],
        ['all that is given must hold', { seller: 'osterlund', minAmount: '1000' }, [3]],
      ];
      test.each(cases)('%s', async (_, filter, expected) => {
        const { records, query } = await bench();
        const source = (n: number) => sampleSource(n, { id: `abc${n}`.padEnd(64, '0') });
        await read(records, source(1));
        await read(records, source(2), {
          number: 'B-7',
          seller: '100%_ Bio e.V.',
          issueDate: '2023-12-31',
          gross: '-20.00',
          verdict: 'review',
        });
        await read(records, source(3), {
          number: 'C',
          seller: 'Osterlund SARL',
          issueDate: '2024-06-30',
          gross: '1000.00',
        });
        await records.add(source(4));
        await records.commit(source(4).id, { status: 'failed', problem, ms: 1 }, 1);
        await records.add(source(5));
        await records.add({ ...source(1), file: 'copy.pdf', path: '/elsewhere/copy.pdf' });
        const found = (await query.list(filter)).map(({ file }) => Number(/\d+/.exec(file)?.[0]));
        expect(found).toEqual(expected);
      });
    });
  });
}
