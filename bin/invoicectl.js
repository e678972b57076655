#!/usr/bin/env node
// Starts the compiled program. Written so that Node 18 can parse it: on an older Node than the program needs, it says
// so, or runs itself with the runtime that a clone has among its development dependencies.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [22, 14];

const self = fileURLToPath(import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) await start();
else handOver();

async function start() {
  const main = new URL('../dist/main.js', import.meta.url);
  if (!existsSync(main)) {
    fail('invoicectl is not built yet. Run: npm run build', 1);
    return;
  }
  // Behind a launcher that is killed outright, the program ends as it would have without one.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  module.enableCompileCache?.();
  await import(main.href);
}

function handOver() {
  const runtime = findRuntime(dirname(self));
  if (runtime === null || process.env.INVOICECTL_HANDED_OVER !== undefined) {
    fail(
      `invoicectl needs Node ${OLDEST.join('.')} or newer, and this is Node ${process.versions.node}. Install a newer one from nodejs.org.`,
      1,
    );
    return;
  }
  const child = spawn(runtime, [self, ...process.argv.slice(2)], {
    // The channel says nothing. That it breaks tells the child that this process was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, INVOICECTL_HANDED_OVER: '1' },
  });
  // A terminal sends Ctrl-C to the child as well: passing it on would count it twice.
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on('SIGINT', () => terminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`invoicectl could not start ${runtime}: ${error.message}`, 1));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** The runtime of the npm package `node`, beside this package or in a folder above it. */
function findRuntime(from) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

function fail(sentence, code) {
  process.stderr.write(`  ${sentence}\n`);
  process.exitCode = code;
}
