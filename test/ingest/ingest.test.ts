import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { BIN, folderForAll } from '../commands/cli.ts';
import { draw } from '../open/draw.ts';
import { copyOf, FIXTURES, ingest, invoicectl, ndjson, temporaryFolder } from './helpers.ts';

const files = readdirSync(FIXTURES);
const ids = (home: string) =>
  invoicectl(['list', '--home', home, '--json']).then(({ stdout }) => ndjson<{ id: string; status: string }>(stdout));

describe('a folder', () => {
  const home = folderForAll();

  test('becomes records, one line of JSON a file', async () => {
    const { code, reports, stderr } = await ingest(home, [FIXTURES]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(reports.map(({ file }) => file).sort()).toEqual([...files].sort());
    expect(reports.map(({ status }) => status)).toEqual(files.map(() => 'completed'));
  });

  test('is known the second time, and read again with --force', async () => {
    const again = await ingest(home, [FIXTURES]);
    expect(again.reports.filter(({ known }) => known)).toHaveLength(files.length);
    const forced = await ingest(home, [FIXTURES, '--force']);
    expect(forced.reports.filter(({ known, status }) => !known && status === 'completed')).toHaveLength(files.length);
    expect(await ids(home)).toHaveLength(files.length);
  });

  test('with --strict ends in 4 when a document needs review', async () => {
    const { code } = await ingest(home, ['--force', '--strict', join(FIXTURES, 'ie-wrong-total.pdf')]);
    expect(code).toBe(4);
  });

  test('prints a closing table for people', async () => {
    const { stdout, code } = await invoicectl(['ingest', FIXTURES, '--home', temporaryFolder()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^ {2}${files.length} new · \\d+ pages · `));
    expect(stdout).toMatch(/^ {2}review +\d+ /m);
    expect(stdout).toMatch(/EUR [\d,]+\.\d\d/);
  });
});

describe('other ways in', () => {
  test('a zip archive, and the same invoice in it twice', async () => {
    const home = temporaryFolder();
    const pdf = readFileSync(join(FIXTURES, 'us-sales-tax.pdf'));
    const zip = join(home, 'mail.zip');
    writeFileSync(zip, zipSync({ 'in/a.pdf': pdf, 'in/b.pdf': pdf, 'notes.txt': Buffer.from('hello') }));
    const { reports, code } = await ingest(home, [zip]);
    expect(code).toBe(0);
    expect(reports.map(({ file }) => file).sort()).toEqual(['a.pdf', 'b.pdf']);
    expect(await ids(home)).toHaveLength(1);
  });

  test('standard input', async () => {
    const home = temporaryFolder();
    const child = spawn(process.execPath, [BIN, 'ingest', '-', '--home', home, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(readFileSync(join(FIXTURES, 'de-two-rates.pdf')));
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, ndjson<{ status: string }>(out).map(({ status }) => status)]).toEqual([0, ['completed']]);
  });

  test('a path that does not exist stops everything before it starts', async () => {
    const home = temporaryFolder();
    const { code, stderr } = await invoicectl(['ingest', FIXTURES, 'no/such.pdf', '--home', home]);
    expect(code).toBe(5);
    expect(stderr).toContain('no/such.pdf');
    expect(await ids(home)).toEqual([]);
  });
});

describe('documents that cannot be read', () => {
  test('an encrypted PDF says so, and opens once its password is given', async () => {
    const home = temporaryFolder();
    const file = join(home, 'locked.pdf');
    writeFileSync(
      file,
      await draw((pdf) => pdf.fontSize(12).text('Invoice 4711 total 12.00', 50, 50), { userPassword: 'geheim' }),
    );
    const locked = await ingest(home, [file]);
    expect(locked.code).toBe(3);
    expect(locked.reports[0]).toMatchObject({ status: 'failed', problems: [{ code: 'PDF_ENCRYPTED' }] });
    const wrong = await ingest(home, [file, '--password', 'falsch']);
    expect(wrong.reports[0]).toMatchObject({ status: 'failed', problems: [{ code: 'PDF_ENCRYPTED' }] });
    const list = join(home, 'passwords.txt');
    writeFileSync(list, 'falsch\r\ngeheim\n');
    expect((await ingest(temporaryFolder(), [file, '--password-file', list])).code).toBe(0);
    const opened = await ingest(home, [file, '--password', 'falsch', '--password', 'geheim']);
    expect(opened.code).toBe(0);
    expect(opened.reports[0]).toMatchObject({ status: 'completed', pages: 1 });

    const again = await ingest(home, [file, '--force']);
    expect(again.code).toBe(3);
    expect(again.reports[0]).toMatchObject({ status: 'failed', problems: [{ code: 'PDF_ENCRYPTED' }] });
    expect(await ids(home)).toMatchObject([{ status: 'completed', pages: 1, problem: { code: 'PDF_ENCRYPTED' } }]);
    expect((await invoicectl(['show', 'locked.pdf', '--home', home])).stdout).toContain('PDF_ENCRYPTED');
  });

  test('what is no document is refused, and the rest is read', async () => {
    const home = temporaryFolder();
    const broken = join(home, 'broken.pdf');
    writeFileSync(broken, '%PDF-1.4\nnothing more');
    const { code, reports } = await ingest(home, [broken, join(FIXTURES, 'us-sales-tax.pdf')]);
    expect(code).toBe(3);
    expect(Object.fromEntries(reports.map(({ file, status }) => [file, status]))).toEqual({
      'broken.pdf': 'failed',
      'us-sales-tax.pdf': 'completed',
    });
  });
});

test('the same invoice in other bytes is a duplicate', async () => {
  const home = temporaryFolder();
  const copy = join(home, 'copy.pdf');
  writeFileSync(copy, copyOf('us-sales-tax.pdf', 'second'));
  await ingest(home, [join(FIXTURES, 'us-sales-tax.pdf')]);
  const { reports } = await ingest(home, [copy]);
  expect(reports[0]?.reasons).toContain('DUPLICATE_INVOICE');
  expect(reports[0]?.verdict).toBe('reject');
});
