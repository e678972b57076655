import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Path of the command's script. */
export const BIN = fileURLToPath(new URL('../bin/invoicectl.js', import.meta.url));

/** Runs a program on some cores where the machine can pin; gives milliseconds from start to exit. Throws where it fails. */
export function timed(program: string, args: readonly string[], cores?: string): number {
  const [file, ...rest] =
    cores === undefined || !canPin ? [program, ...args] : ['taskset', '-c', cores, program, ...args];
  const begun = performance.now();
  const { status, stderr, error } = spawnSync(file, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ms = performance.now() - begun;
  if (error) throw error;
  // 3: some documents could not be read. That is the documents' affair.
  if (status !== 0 && status !== 3) throw new Error(`${file} ${rest.join(' ')} ended with ${status}: ${stderr}`);
  return ms;
}

/** Whether programs can be bound to cores here. */
export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Starts the command without waiting for it. */
export function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
} {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  return { child, ended };
}

/** Runs the command and gives what it wrote. */
export function output(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`invoicectl ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
