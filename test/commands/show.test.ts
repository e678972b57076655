import { beforeAll, expect, test } from 'vitest';
import { folderForAll, invoicectl, temporaryFolder } from './cli.ts';
import { BOOKS, recordOf, seed, seen } from './seed.ts';

const home = folderForAll();
let ids: readonly string[] = [];
beforeAll(async () => {
  ids = await seed(home, BOOKS);
});

const show = (...args: readonly string[]) => invoicectl(['show', '--home', home, ...args]);

test('every value stands with confidence, readers, page and printed text', async () => {
  const { code, stdout, stderr } = await show(ids[0]?.slice(0, 6) ?? '');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [head, facts] = stdout.split('\n');
  expect(head).toMatch(/^ {2}RE-2024-0117 +Trennblatt & Söhne GmbH to 青山文具株式会社 +approve$/);
  expect(facts).toBe(`  lieferant-2024-03.pdf · 2 pages · ${ids[0]?.slice(0, 8)} · read by xml, words · CII EN 16931`);
  expect(stdout).toMatch(/^ {2}issued +2024-03-05 +\.97 +words +p1 {2}"05\.03\.2024"$/m);
  expect(stdout).toMatch(/^ {2}gross +1426\.22 EUR +\.97 +words, xml +p2 {2}"Gesamtbetrag 1\.426,22"$/m);
  expect(stdout).toMatch(/^ {2}amount due +1426\.22 EUR +\.52 +unproven +words +p1 {2}"1\.426,22"$/m);
  expect(stdout).toMatch(/^ {2}tax 19 % +227\.72 EUR /m);
  expect(stdout).toMatch(/^ +20 +20 {2}HUR {2}\+49 Service, "rund um die Uhr" +49\.975 +19 % +999\.50 /m);
  expect(stdout).toMatch(
    /^ {2}checks {3}lines 1198\.50 = net 1198\.50 {3}net 1198\.50 \+ tax 227\.72 = gross 1426\.22 {3}IBAN$/m,
  );
});

test('what speaks against a record is said with its rule', async () => {
  const { stdout } = await show('gutschrift.pdf');
  expect(stdout).toMatch(/^ {2}gross +-108\.15 CHF +\.40 +conflicting +words +p1 {2}xml says "-108\.10"$/m);
  expect(stdout).toContain('  against  net -100.00 + tax -8.10 is not gross -108.15  BR-CO-15\n');
  expect(stdout).toContain(
    '  review   NET_PLUS_TAX_NE_GROSS  net -100.00 + tax -8.10 is -108.10, printed is -108.15 (BR-CO-15)\n',
  );
  expect(stdout).toContain('  problem  PAGE_TIMEOUT  reading the picture of page 2 took too long\n');
});

test('--box gives the place in points', async () => {
  const { stdout } = await show('gutschrift.pdf', '--box');
  expect(stdout).toMatch(/^ {2}issued +2024-05-02 +\.97 +words {2}p1 {2}72,100 61x9$/m);
});

test('a document that failed shows why and what to do', async () => {
  const { code, stdout } = await show('locked.pdf');
  expect(code).toBe(0);
  expect(stdout).toContain(
    'PDF_ENCRYPTED  locked.pdf is encrypted and no password opens it. Give one with --password.',
  );
});

test('--json gives the whole entry, boxes included', async () => {
  const { stdout } = await show('lieferant-2024-03.pdf', '--json');
  const entry = JSON.parse(stdout);
  expect(entry.summary).toMatchObject({ id: ids[0], status: 'completed' });
  expect(entry.paths).toEqual(['/inbox/lieferant-2024-03.pdf']);
  expect(entry.record.header.issueDate).toMatchObject({
    value: '2024-03-05',
    state: 'proven',
    readings: [{ text: '05.03.2024', page: 1, box: { x: 72, y: 100 } }],
  });
});

test('a file name does without its extension where only one document fits', async () => {
  expect(await show('gutschrift')).toMatchObject({ code: 0, stdout: expect.stringContaining('gutschrift.pdf') });
  expect(await show('gutschri')).toMatchObject({ code: 5 });
  const twice = temporaryFolder();
  const result = { status: 'completed', ms: 1, records: [recordOf({})] } as const;
  await seed(twice, [
    { file: 'scan.pdf', result },
    { file: 'scan.xml', result },
  ]);
  const { code, stderr } = await invoicectl(['show', 'scan', '--home', twice]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('"scan" fits 2 documents:') });
});

test('a name that several documents have is refused, with the ids to choose from', async () => {
  const twice = temporaryFolder();
  const result = { status: 'completed', ms: 1, records: [recordOf({})] } as const;
  const [first = '', second = ''] = await seed(twice, [
    { file: 'scan.pdf', bytes: 'one', result },
    { file: 'scan.pdf', bytes: 'two', result },
  ]);
  const { code, stdout, stderr } = await invoicectl(['show', 'scan.pdf', '--home', twice]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('"scan.pdf" fits 2 documents:');
  for (const id of [first, second]) expect(stderr).toContain(id.slice(0, 8));
  expect(await invoicectl(['show', first.slice(0, 8), '--home', twice])).toMatchObject({ code: 0 });
});

test('a party without a name keeps its heading, and one long value does not widen the rows of the others', async () => {
  const other = temporaryFolder();
  const note = 'Bitte bei der Zahlung angeben. '.repeat(8).trim();
  const parties = { ...recordOf({}).parties, seller: { name: seen('Acme') }, shipTo: { city: seen('Wien') } };
  await seed(other, [
    {
      file: 'a.pdf',
      result: {
        status: 'completed',
        ms: 1,
        records: [recordOf({ header: { number: seen('7'), note: seen(note) }, parties })],
      },
    },
  ]);
  const lines = (await invoicectl(['show', 'a.pdf', '--home', other])).stdout.split('\n');
  const at = lines.indexOf('  ship to');
  expect(at).toBeGreaterThan(0);
  expect(lines[at + 1]).toMatch(/^ {4}city +Wien /);
  // Nothing of it is lost where nobody looks.
  expect(lines.filter((line) => line.includes(note))).toHaveLength(1);
  expect(Math.max(...lines.filter((line) => !line.includes(note)).map(({ length }) => length))).toBeLessThan(101);
});

test('what a document says cannot write to the terminal', async () => {
  const dirty = temporaryFolder();
  await seed(dirty, [
    {
      file: 'a\u001b[2Jb.pdf',
      result: {
        status: 'failed',
        ms: 1,
        problem: { code: 'PDF_DAMAGED', message: 'bad\u001b]0;title\u0007 \u202egpj.exe' },
      },
    },
  ]);
  for (const command of [['list'], ['show', 'a\u001b[2Jb.pdf']]) {
    const { code, stdout } = await invoicectl([...command, '--home', dirty]);
    expect(code).toBe(0);
    for (const char of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(char);
  }
});
