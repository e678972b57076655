import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';

/** The file that a person runs. Needs a build. */
export const BIN = fileURLToPath(new URL('../../bin/invoicectl.js', import.meta.url));

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a run of the program left. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Handed the process as soon as it runs. */
  readonly meet?: (child: ChildProcess) => void;
}

/** Runs the program as a person's shell would, away from this machine's own settings. */
export function invoicectl(args: readonly string[], { env = {}, cwd = ROOT, meet }: RunOptions = {}): Promise<Ran> {
  return runNode([BIN, ...args], { env, cwd, ...(meet && { meet }) });
}

/** Runs Node with `args`. */
export function runNode(args: readonly string[], { env = {}, cwd = ROOT, meet }: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    meet?.(child);
  });
}

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty folder for all tests of a file. */
export function folderForAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
