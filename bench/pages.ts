import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { canPin } from './command.ts';
import { median, print } from './figures.ts';

interface Rounds {
  readonly pages: number;
  readonly files: number;
  /** Milliseconds a page from bytes to committed row, of each round. */
  readonly rows: readonly number[];
  /** The same of the part that is compared with. */
  readonly alone: readonly number[];
}

/** A warm page on one core, from bytes to committed row, beside pdf.js's text extraction alone. */
export function measurePages(): void {
  compare('A warm page', './warm-pages.ts', 'text by pdf.js alone');
}

/** A scanned page on one core, from bytes to committed row, beside the OCR engine alone. */
export function measureScans(): void {
  compare('A scanned page', './warm-scans.ts', 'the OCR engine alone');
}

function compare(title: string, path: string, peer: string): void {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const [file, ...args] = canPin ? ['taskset', '-c', '0', process.execPath, script] : [process.execPath, script];
  if (file === undefined) return;
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { pages, files, rows, alone } = JSON.parse(stdout) as Rounds;
  const range = (values: readonly number[]) => `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
  const where = canPin ? 'one core' : 'not bound to one core: taskset is missing';
  print(`${title}, ${files} files, ${pages} pages, ${where}, median of ${rows.length} rounds`, [
    ['bytes to committed row', `${median(rows).toFixed(1)} ms`, range(rows)],
    [peer, `${median(alone).toFixed(1)} ms`, range(alone)],
    ['ratio', (median(rows) / median(alone)).toFixed(2)],
  ]);
}
