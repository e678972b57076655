import { spawn } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { examplesOf } from '../../src/commands/command.ts';
import { buildProgram } from '../../src/program.ts';
import { BIN, folderForAll, invoicectl, ROOT } from './cli.ts';

const folder = folderForAll();
const home = join(folder, 'home');
beforeAll(async () => {
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  expect(await invoicectl(['ingest', 'fixtures/invoices', '--quiet', '--home', home])).toMatchObject({
    code: 0,
    stderr: '',
  });
});

const commands = (await buildProgram(() => true)).commands;
const lines = commands.flatMap((command) => examplesOf(command).map(([line]) => line));

/** What a person would type, in a folder with `fixtures`. */
function shell(line: string, home: string): Promise<{ readonly code: number | null; readonly text: string }> {
  const { PATH = '' } = process.env;
  const script = `invoicectl() { "${process.execPath}" "${BIN}" "$@"; }\ninvoicectl ${line}`;
  const child = spawn('sh', ['-c', script], {
    cwd: folder,
    env: { PATH, INVOICECTL_HOME: home, HF_HUB_CACHE: join(home, 'models') },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, text })));
}

test.each(lines)('the example that help shows works on the fixtures: %s', async (line) => {
  // One that removes or adds something must not disturb the others.
  const own = join(folder, `home of ${line.replaceAll(/\W+/g, '-')}`);
  cpSync(home, own, { recursive: true });
  // `jq` may not be there; what comes before it counts.
  const { code, text } = await shell(line.replace(/ \| jq .*/, ''), own);
  if (line.startsWith('rm ') && !line.includes('--yes'))
    expect({ code, text }).toMatchObject({ code: 2, text: expect.stringContaining('Add --yes.') });
  else expect({ line, code, text }).toMatchObject({ code: 0 });
  // What goes into a file is not seen.
  if (!line.includes('>')) expect(text).not.toBe('');
});

test('every command has an example', () => {
  expect(commands.filter((command) => examplesOf(command).length === 0).map((command) => command.name())).toEqual([]);
});
