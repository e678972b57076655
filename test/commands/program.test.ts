import { readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/table.ts';
import { invoicectl, ROOT, runNode, temporaryFolder } from './cli.ts';
import { BOOKS, seed } from './seed.ts';

test('help lists every command and an example to start with', async () => {
  const { code, stdout, stderr } = await invoicectl(['--help']);
  expect(code).toBe(0);
  expect(stderr).toBe('');
  for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  expect(stdout).toContain('$ invoicectl ingest fixtures/invoices');
});

test.each(COMMANDS.map(({ name }) => name))(
  'help of %s shows examples and the options of every command',
  async (name) => {
    const asked = await invoicectl([name, '--help']);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toMatch(new RegExp(`^Usage: invoicectl ${name}`));
    expect(asked.stdout).toMatch(new RegExp(`^Examples:\n  \\$ invoicectl ${name}`, 'm'));
    expect(asked.stdout).toMatch(/^ +--home <folder>/m);
    expect(await invoicectl(['help', name])).toEqual(asked);
  },
);

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(await invoicectl(['-v'])).toMatchObject({ code: 0, stdout: `${version}\n` });
});

// `registerHooks` came with Node 22.15.
test.skipIf(!('registerHooks' in module))('help loads no schema library and opens nothing', async () => {
  const home = join(temporaryFolder(), 'home');
  const script = `
    process.argv.splice(1, 1, 'invoicectl', '--home', ${JSON.stringify(home)}, '--help');
    process.on('exit', () => console.error(JSON.stringify(process.moduleLoadList.length)));
    const { registerHooks } = await import('node:module');
    registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });
    await import(${JSON.stringify(new URL('../../dist/main.js', import.meta.url).href)});`;
  const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', script, 'x']);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: invoicectl');
  expect(stderr).toContain('/dist/main.js');
  expect(stderr).not.toMatch(/node_modules\/(?!commander)|\/dist\/(?:context|storage|pipeline|config)/);
});

test('without a command the help goes to stderr, as a usage error', async () => {
  expect(await invoicectl([])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Usage: invoicectl'),
  });
});

test.each([
  [['lst'], "  Unknown command 'lst'.\n  Did you mean list?\n"],
  [['list', '--sinc', '2024'], "  Unknown option '--sinc'.\n  Did you mean --since?\n"],
  [
    ['list', '--since', '2024-02-31'],
    "  Option '--since <date>' argument '2024-02-31' is invalid. It must be a date like 2024-03-05, a month like 2024-03 or a year.\n  See invoicectl list --help\n",
  ],
  [
    ['list', '--min', '1,5'],
    "  Option '--min <amount>' argument '1,5' is invalid. It must be a number like 1234.50.\n  See invoicectl list --help\n",
  ],
  [['show'], "  Missing required argument 'id'.\n  See invoicectl show --help\n"],
])('%j is a usage error with the next step', async (args, stderr) => {
  expect(await invoicectl(args)).toMatchObject({ code: 2, stdout: '', stderr });
});

test('with --json an error is one object on stderr', async () => {
  const { code, stdout, stderr } = await invoicectl(['show', 'nothing', '--json', '--home', temporaryFolder()]);
  expect(code).toBe(5);
  expect(stdout).toBe('');
  expect(JSON.parse(stderr)).toEqual({
    error: {
      code: 'RECORD_NOT_FOUND',
      message: 'No document has the id or file name "nothing".',
      hint: 'invoicectl list shows what there is.',
    },
  });
});

test('an unforeseen error is short, and whole with INVOICECTL_DEBUG', async () => {
  const broken = {
    env: {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent("process.cwd=()=>{throw new TypeError('no pen')}")}`,
    },
  };
  const short = await invoicectl(['config'], broken);
  expect(short).toMatchObject({
    code: 1,
    stderr: '  no pen\n  This is a fault of invoicectl. INVOICECTL_DEBUG=1 shows where it happened.\n',
  });
  const whole = await invoicectl(['config'], { env: { ...broken.env, INVOICECTL_DEBUG: '1' } });
  expect(whole.code).toBe(1);
  expect(whole.stderr).toMatch(/TypeError: no pen\n +at /);
});

test('a reader that has seen enough is no error', async () => {
  const home = temporaryFolder();
  await seed(home, BOOKS);
  const { code, stderr } = await invoicectl(['export', '--format', 'ndjson', '--home', home], {
    meet: (child) => child.stdout?.destroy(),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('the documentation is what the program says', async () => {
  expect(await runNode(['scripts/docs.js', '--check'])).toMatchObject({ code: 0, stderr: '' });
});
