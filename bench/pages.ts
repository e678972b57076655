import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { canPin } from './command.ts';
import { median, print } from './figures.ts';

interface Rounds {
  readonly pages: number;
  readonly files: number;
  readonly rows: readonly number[];
  readonly texts: readonly number[];
}

/** A warm page on one core, from bytes to committed row, beside pdf.js's text extraction alone. */
export function measurePages(): void {
  const script = fileURLToPath(new URL('./warm-pages.ts', import.meta.url));
  const [file, ...args] = canPin ? ['taskset', '-c', '0', process.execPath, script] : [process.execPath, script];
  if (file === undefined) return;
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { pages, files, rows, texts } = JSON.parse(stdout) as Rounds;
  const range = (values: readonly number[]) => `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
  const where = canPin ? 'one core' : 'not bound to one core: taskset is missing';
  print(`A warm page, ${files} files, ${pages} pages, ${where}, median of ${rows.length} rounds`, [
    ['bytes to committed row', `${median(rows).toFixed(1)} ms`, range(rows)],
    ['text by pdf.js alone', `${median(texts).toFixed(1)} ms`, range(texts)],
    ['ratio', (median(rows) / median(texts)).toFixed(2)],
  ]);
}
