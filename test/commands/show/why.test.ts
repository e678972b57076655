import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CandidateSeen, Explanation } from '../../../src/pipeline/explain/explanation.ts';
import { draw } from '../../open/draw.ts';
import { folderForAll, invoicectl, ROOT } from '../cli.ts';

const folder = folderForAll();
const home = join(folder, 'home');
const inbox = join(folder, 'inbox');

beforeAll(async () => {
  mkdirSync(inbox);
  const paint = (pdf: PDFKit.PDFDocument) => {
    pdf.fontSize(20).text('Invoice', 60, 60).fontSize(10);
    pdf.text('Invoice number: INV-2207', 60, 120).text('Invoice date: 2026-03-05', 60, 140);
    pdf.text('Net total', 300, 300).text('100.00', 480, 300);
    pdf.text('VAT 20 %', 300, 320).text('20.00', 480, 320);
    pdf.text('Total', 300, 340).text('EUR 120.00', 480, 340);
  };
  writeFileSync(join(inbox, 'plain.pdf'), await draw(paint));
  writeFileSync(join(inbox, 'locked.pdf'), await draw(paint, { userPassword: 'geheim' }));
  writeFileSync(join(inbox, 'sealed.pdf'), await draw(paint, { userPassword: 'unknown' }));
  const fixtures = ['es-discount.pdf', 'de-three-pages.pdf', 'fr-hybrid-factur-x.pdf', 'de-xrechnung-ubl.xml'];
  const paths = [inbox, ...fixtures.map((file) => join(ROOT, 'fixtures/invoices', file))];
  const { code } = await invoicectl(['ingest', ...paths, '--password', 'geheim', '--quiet', '--home', home]);
  // The sealed one cannot be read.
  expect(code).toBe(3);
});

const why = (file: string, field: string, ...more: readonly string[]) =>
  invoicectl(['show', file, '--why', field, '--home', home, ...more]);

async function explained(file: string, field: string): Promise<Explanation> {
  const { code, stdout, stderr } = await why(file, field, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('a value stands with its candidates, where they are printed, and the label that announced it', async () => {
  const { code, stdout, stderr } = await why('plain.pdf', 'number');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ {2}number {2}INV-2207 {2}\S+ {2}proven$/m);
  expect(stdout).toMatch(/^ {2}plain\.pdf · [\da-f]{8}\n {2}number of the document as printed \(BT-1\)$/m);
  expect(stdout).toContain('follows its label "Invoice number"');
  expect(stdout).toMatch(
    /^ {2}1 {2}INV-2207 +\S+ +chosen +words +p1 +\d+,\d+ \d+x\d+ {2}"INV-2207" +follows "Invoice number"$/m,
  );
  expect(stdout).toMatch(/^ {2}it follows its label +\+\d\.\d/m);
  expect(stdout).toMatch(/^ {2}what every candidate begins with +-\d\.\d/m);
});

test('what spoke for a candidate, biggest first, makes up its score', async () => {
  const { candidates } = await explained('plain.pdf', 'totals.gross');
  const scored = candidates.flatMap(({ readings }) => readings).filter(({ features }) => features.length > 0);
  expect(scored.length).toBeGreaterThan(0);
  for (const { features, score } of scored) {
    const sizes = features.map(({ added }) => Math.abs(added));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    for (const { added, value, weight } of features) expect(added).toBeCloseTo(value * weight);
    const sum = features.reduce((total, { added }) => total + added, 0);
    const alone = 1 / (1 + Math.exp(-sum));
    // One that stands there more than once counts a little more.
    expect(score).toBeGreaterThan(alone - 0.001);
    expect(score).toBeLessThan(alone + (1 - alone) * 0.2 + 0.001);
  }
});

test('candidates come best first, the one of the record is the chosen one', async () => {
  for (const field of ['totals.net', 'totals.gross', 'issueDate', 'number', 'seller.name', 'lines[0].net']) {
    const { value, candidates } = await explained('es-discount.pdf', field);
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(candidates.filter(({ chosen }) => chosen).map((candidate) => candidate.value)).toEqual([value]);
  }
});

test('the sums that hold with a total are shown, and those that fail with another', async () => {
  const { candidates } = await explained('plain.pdf', 'totals.net');
  const checksOf = (one: CandidateSeen | undefined) => one?.checks.map(({ passed, message }) => `${passed} ${message}`);
  const chosen = candidates.find(({ chosen }) => chosen);
  expect(chosen?.value).toBe('100.00');
  expect(checksOf(chosen)).toContain('true net 100.00 + tax 20.00 = gross 120.00');
  const { candidates: lineTotals } = await explained('es-discount.pdf', 'totals.lineTotal');
  const lost = lineTotals.find(({ value }) => value === '5196.50');
  expect(lost?.chosen).toBe(false);
  expect(checksOf(lost)).toContain('false lines 5470.00, but line total 5196.50');
});

test('what XML and page say of one value stands together', async () => {
  const { candidates, why: reasons } = await explained('fr-hybrid-factur-x.pdf', 'totals.gross');
  expect(candidates[0]?.readings.map(({ reader }) => reader).sort()).toEqual(['words', 'xml']);
  expect(reasons[0]).toBe('The e-invoice says so. Page 1 prints it.');
  const { stdout } = await why('de-xrechnung-ubl.xml', 'number');
  expect(stdout).toMatch(/^ {2}why {2}The e-invoice says so\.$/m);
  expect(stdout).toMatch(/^ {2}1 {2}\S+ +1\.00 +chosen +xml +\/Invoice\/cbc:ID$/m);
});

test('what the confidence rests on makes up the confidence of the record', async () => {
  for (const [file, field] of [
    ['plain.pdf', 'totals.gross'],
    ['es-discount.pdf', 'lines[0].net'],
    ['fr-hybrid-factur-x.pdf', 'seller.name'],
  ] as const) {
    const { terms, confidence } = await explained(file, field);
    const sum = terms.reduce((total, { added }) => total + added, 0);
    expect(confidence).toBeCloseTo(1 / (1 + Math.exp(-sum)), 2);
  }
});

test('a field of seller or buyer names whom the document could have meant', async () => {
  const { parties, why: reasons } = await explained('de-three-pages.pdf', 'buyer.city');
  expect(parties.filter(({ chosen }) => chosen).map(({ name }) => name)).toEqual(['Schulverband Nebelmoor']);
  expect(parties.every(({ evidence }) => evidence.length > 0)).toBe(true);
  expect(reasons.join(' ')).toContain('Seller and buyer are chosen together: Schulverband Nebelmoor is the buyer');
  expect((await explained('de-three-pages.pdf', 'number')).parties).toEqual([]);
});

test('a field of a row is explained by its row', async () => {
  const { field, value, candidates } = await explained('de-three-pages.pdf', 'lines[2].net');
  expect({ field, value }).toEqual({ field: 'lines[2].net', value: '87.60' });
  expect(candidates[0]?.checks.map(({ message }) => message)).toContain('line 3: 4 x 21.90 = amount 87.60');
});

test('what was not found says so, with what was too weak and from where on a value is given', async () => {
  const { stdout } = await why('plain.pdf', 'project');
  expect(stdout).toMatch(/^ {2}project {2}not in the record$/m);
  expect(stdout).toContain('Not found: no reader saw a candidate.');
  const { value, candidates, threshold } = await explained('es-discount.pdf', 'totals.prepaid');
  expect(value).toBeNull();
  expect(candidates.some(({ chosen }) => chosen)).toBe(false);
  expect(threshold).toBeGreaterThan(0);
});

test('a field that is none is refused with the nearest names', async () => {
  const { code, stdout, stderr } = await why('plain.pdf', 'totals.gros');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^ {2}A record has no field "totals\.gros"\.\n {2}The nearest \w+ totals\.gross/);
  expect((await why('plain.pdf', 'xyzzy', '--json')).stderr).toContain('seller.name, totals.gross');
});

test('a row that the record does not have is refused', async () => {
  const { code, stderr } = await why('de-three-pages.pdf', 'lines[900].net');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /The record has \d+ rows of lines, lines\[0\] to lines\[\d+\], so there is no lines\[900\]\.net/,
  );
});

test('an encrypted document needs its password again', async () => {
  const { code, stderr } = await why('locked.pdf', 'number', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'PDF_ENCRYPTED',
    hint: expect.stringContaining('--password'),
  });
  expect(await why('locked.pdf', 'number', '--password', 'geheim')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('INV-2207'),
  });
});

test('a document without a record cannot be explained, and says why', async () => {
  const { code, stderr } = await why('sealed.pdf', 'number', '--json');
  expect(code).toBe(5);
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'RECORD_NOT_FOUND',
    message: expect.stringContaining('encrypted'),
    hint: expect.stringContaining('--password'),
  });
});
