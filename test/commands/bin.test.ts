import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, runNode, temporaryFolder } from './cli.ts';

/** Makes the process that runs the launcher take itself for an old Node; what it starts is the real one. */
const OLD = [
  '--import',
  `data:text/javascript,${encodeURIComponent("Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})")}`,
];

/** A package with the launcher and `main` as its program, installed beside other packages in `folder`. */
function install(folder: string, main: string | null): string {
  const root = join(folder, 'node_modules', 'invoicectl');
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(BIN, join(root, 'bin', 'invoicectl.js'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  if (main !== null) {
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'dist', 'main.js'), main);
  }
  return join(root, 'bin', 'invoicectl.js');
}

function withRuntime(folder: string): void {
  mkdirSync(join(folder, 'node_modules', 'node', 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(folder, 'node_modules', 'node', 'bin', 'node'));
}

test('a package that is not built says so', async () => {
  const bin = install(temporaryFolder(), null);
  expect(await runNode([bin])).toMatchObject({
    code: 1,
    stderr: '  invoicectl is not built yet. Run: npm run build\n',
  });
});

test('an old Node without a newer one beside it is refused in one sentence', async () => {
  const bin = install(temporaryFolder(), '');
  const { code, stdout, stderr } = await runNode([...OLD, bin, 'list']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    '  invoicectl needs Node 22.14 or newer, and this is Node 20.20.2. Install a newer one from nodejs.org.\n',
  );
});

test('an old Node hands over to the runtime in a folder above, with arguments and exit code', async () => {
  const folder = temporaryFolder();
  const bin = install(folder, 'console.log(process.versions.node, ...process.argv.slice(2)); process.exitCode = 4;');
  withRuntime(folder);
  const { code, stdout } = await runNode([...OLD, bin, 'list', '--seller', 'A & B']);
  expect(code).toBe(4);
  expect(stdout).toBe(`${process.versions.node} list --seller A & B\n`);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the program behind the launcher', async (signal) => {
  const folder = temporaryFolder();
  const bin = install(
    folder,
    `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready');`,
  );
  withRuntime(folder);
  const ran = await runNode([...OLD, bin], { meet: (child) => child.stdout?.once('data', () => child.kill(signal)) });
  expect(ran.code).toBe(9);
});

test('a program that a signal ends looks the same behind the launcher', async () => {
  const folder = temporaryFolder();
  const bin = install(folder, `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);`);
  withRuntime(folder);
  expect(await runNode([...OLD, bin])).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('a launcher that is killed outright takes the program with it', { timeout: 10_000 }, async () => {
  const folder = temporaryFolder();
  const bin = install(folder, "setInterval(() => {}, 1000); console.log('ready');");
  withRuntime(folder);
  // Resolves when standard output closes: when nobody is left who could write to it.
  const ran = await runNode([...OLD, bin], {
    meet: (child) => child.stdout?.once('data', () => child.kill('SIGKILL')),
  });
  expect(ran.signal).toBe('SIGKILL');
});
