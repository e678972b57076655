import { expect, test } from 'vitest';
import { fieldAt, fieldsOf, nearestPaths, parseFieldPath, withField } from '../../src/core/field-path.ts';
import { SCALARS } from '../../src/core/fields.ts';
import { recordOf, row, seen } from '../commands/seed.ts';

const record = recordOf({
  header: { number: seen('7') },
  parties: { ...recordOf({}).parties, seller: { name: seen('Acme') } },
  totals: { gross: seen('119.00') },
  accounts: [row('accounts', { iban: 'DE75512108001245126199' })],
  lines: [row('lines', { net: '40.00' }), row('lines', { net: '60.00', quantity: '2' })],
});

const at = (text: string) => {
  const path = parseFieldPath(text);
  return path === null ? null : (fieldAt(record, path)?.value ?? undefined);
};

test('a path names a field of the header, a party, the totals or a row', () => {
  expect(['number', 'seller.name', 'totals.gross', 'accounts[0].iban', 'lines[1].net'].map(at)).toEqual([
    '7',
    'Acme',
    '119.00',
    'DE75512108001245126199',
    '60.00',
  ]);
  expect(['buyer.name', 'totals.net', 'lines[0].quantity', 'lines[9].net'].map(at)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the paths of the JSON are understood too, and what is no field is none', () => {
  expect(['record.header.number', 'parties.seller.name', ' number '].map(at)).toEqual(['7', 'Acme', '7']);
  for (const text of ['', 'lines', 'lines[0]', 'lines[-1].net', 'lines[0].gros', 'totals', 'seller', 'toString'])
    expect(parseFieldPath(text)).toBeNull();
});

test('every field of a record is found again under the path that it is listed with', () => {
  const listed = fieldsOf(record);
  expect(listed).toHaveLength(7);
  for (const [path, field] of listed) expect(at(path)).toBe(field.value);
});

test('another field stands at its own path and nowhere else', () => {
  for (const text of [...SCALARS.keys(), 'lines[1].net']) {
    const path = parseFieldPath(text);
    if (path === null) throw new Error(text);
    const changed = fieldsOf(withField(record, path, seen('other')));
    const before = fieldsOf(record).filter(([known]) => known !== text);
    expect(changed.filter(([known]) => known !== text)).toEqual(before);
    expect(changed.find(([known]) => known === text)?.[1].value).toBe('other');
  }
});

test.each([
  ['gros', 'totals.gross'],
  ['seler.nam', 'seller.name'],
  ['IBAN', 'accounts[0].iban'],
  ['lines[3].nett', 'lines[3].net'],
  ['line.net', 'lines[0].net'],
  ['invoiceNumber', 'number'],
  ['due', 'totals.due'],
])('%s is taken for %s', (text, path) => {
  expect(nearestPaths(text, 4)).toContain(path);
});

test('what is like nothing has nothing near it', () => {
  expect(nearestPaths('xyzzy', 4)).toEqual([]);
});
