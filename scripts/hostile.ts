/**
 * Opens damaged, encrypted and odd PDFs and prints a line for each: what was read, or the code of its error, and the time.
 * The folder holds the files and list.tsv (columns: file, category, password, …).
 * Usage: node scripts/hostile.ts [FOLDER]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvoicectlError } from '../src/core/errors.ts';
import { openDocument } from '../src/pipeline/open.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../shared/hostile-pdf');
if (!existsSync(join(folder, 'list.tsv'))) {
  console.log(`${folder} is not there: nothing to measure.`);
  process.exit(0);
}
const rows = readFileSync(join(folder, 'list.tsv'), 'utf8').trimEnd().split('\n').slice(1);
let unexpected = 0;
for (const row of rows) {
  const [file = '', category = '', password = ''] = row.split('\t');
  const bytes = readFileSync(join(folder, file));
  const begun = performance.now();
  const said = await openDocument(bytes, { file, passwords: password ? [password] : [] }).then(
    ({ pages, problems }) => {
      const words = pages.reduce((sum, page) => sum + page.words.length, 0);
      const layers = [...new Set(pages.map((page) => page.textLayer))].join(' ');
      const codes = problems.map((problem) => problem.code).join(' ');
      return `${pages.length} pages  ${String(words).padStart(4)} words  ${layers}${codes && `  ${codes}`}`;
    },
    (error: unknown) => {
      if (error instanceof InvoicectlError) return `${error.code}  ${error.message}`;
      unexpected++;
      return `UNEXPECTED  ${String(error)}`;
    },
  );
  const ms = Math.round(performance.now() - begun);
  console.log(`${file.padEnd(48)} ${category.padEnd(17)} ${String(ms).padStart(5)} ms  ${said}`);
}
console.log(`${rows.length} files, ${unexpected} unexpected errors`);
process.exitCode = unexpected > 0 ? 1 : 0;
