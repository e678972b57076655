import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { frFacturX } from '../../scripts/fixtures/data/fr-factur-x.ts';
import { drawPdf } from '../../scripts/fixtures/render.ts';
import type { Field, InvoiceRecord } from '../../src/core/record.ts';
import { folderForAll } from '../commands/cli.ts';
import { FIXTURES, ingest, invoicectl, ndjson, temporaryFolder } from './helpers.ts';

const home = folderForAll();
let entries: { readonly summary: { readonly file: string }; readonly record: InvoiceRecord }[] = [];

beforeAll(async () => {
  await ingest(home, [FIXTURES]);
  const { stdout } = await invoicectl(['export', '--format', 'ndjson', '--home', home]);
  entries = ndjson(stdout);
});

/** Every field of a record, however deep it lies. */
function fieldsOf(value: unknown): Field[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('readings' in value && 'confidence' in value) return [value as Field];
  return Object.values(value).flatMap(fieldsOf);
}

describe('nothing is invented', () => {
  test('every value points at a box inside its page or an element of the XML', () => {
    expect(entries.length).toBeGreaterThan(10);
    for (const { record } of entries) {
      const fields = fieldsOf(record);
      expect(fields.length).toBeGreaterThan(10);
      for (const { readings, state, confidence } of fields) {
        expect(confidence).toBeGreaterThan(0);
        if (state === 'unproven') continue;
        expect(readings.some(({ box, path }) => box !== null || path !== null)).toBe(true);
        for (const { box, page } of readings) {
          if (box === null) continue;
          const sheet = record.pages.find(({ number }) => number === page);
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.w).toBeLessThanOrEqual((sheet?.width ?? 0) + 1);
          expect(box.y + box.h).toBeLessThanOrEqual((sheet?.height ?? 0) + 1);
        }
      }
    }
  });

  test('an approved document has no value that differs from what was drawn', () => {
    const approved = entries.filter(({ record }) => record.verdict === 'approve');
    expect(approved.length).toBeGreaterThan(5);
    for (const { summary, record } of approved) {
      const gold = JSON.parse(readFileSync(join('fixtures/gold', summary.file.replace(/\.\w+$/, '.json')), 'utf8'));
      const read = {
        invoice_number: record.header.number,
        issue_date: record.header.issueDate,
        gross_total: record.totals.gross,
      };
      for (const [name, field] of Object.entries(read)) {
        expect([summary.file, name, Number(field?.value) || field?.value]).toEqual([
          summary.file,
          name,
          Number(gold[name]) || gold[name],
        ]);
      }
    }
  });
});

test('a page that prints another total than the XML inside is flagged, and one that agrees is not', async () => {
  const folder = temporaryFolder();
  const { bytes } = await drawPdf({ ...frFacturX, number: 'FA-1', misprint: { gross: '9999.99' } });
  const { bytes: sound } = await drawPdf({ ...frFacturX, number: 'FA-2' });
  writeFileSync(join(folder, 'differs.pdf'), bytes);
  writeFileSync(join(folder, 'agrees.pdf'), sound);
  const { reports } = await ingest(join(folder, 'home'), [folder]);
  const reasons = Object.fromEntries(reports.map(({ file, reasons }) => [file, reasons]));
  expect(reasons['differs.pdf']).toContain('XML_NE_PAGE');
  expect(reasons['agrees.pdf']).toEqual([]);
});
