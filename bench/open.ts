/**
 * Milliseconds a page for opening PDFs, beside pdf.js's own text extraction over the same files.
 * Usage: node bench/open.ts FOLDER [RUNS]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPdfjs, startOpening } from '../src/pipeline/open/pdfjs.ts';
import { openPdf } from '../src/pipeline/open.ts';

const [folder, runs = '3'] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node bench/open.ts FOLDER [RUNS]');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.toLowerCase().endsWith('.pdf'))
  .map((name) => new Uint8Array(readFileSync(join(folder, name))));
const start = performance.now();
const pdfjs = await loadPdfjs();
console.log(`${files.length} files; loading pdf.js took ${Math.round(performance.now() - start)} ms`);

for (let run = 1; run <= Number(runs); run++) {
  const pages = await timed(async () => {
    let count = 0;
    for (const bytes of files) count += (await openPdf(bytes)).pages.length;
    return count;
  });
  const operators = await timed(() => eachPage((page) => page.getOperatorList()));
  const text = await timed(() => eachPage((page) => page.getTextContent()));
  console.log(
    `run ${run}: ${pages.result} pages · openPdf ${each(pages)} · pdf.js operators ${each(operators)} · pdf.js text ${each(text)} ms a page`,
  );
}

type PdfPage = Awaited<ReturnType<Awaited<ReturnType<typeof startOpening>['promise']>['getPage']>>;

async function eachPage(work: (page: PdfPage) => Promise<unknown>): Promise<number> {
  let count = 0;
  for (const bytes of files) {
    const task = startOpening(pdfjs, bytes, '');
    const pdf = await task.promise;
    for (let number = 1; number <= pdf.numPages; number++, count++) await work(await pdf.getPage(number));
    await task.destroy();
  }
  return count;
}

/** Pages, wall-clock and processor milliseconds; the latter tell the truth on a busy machine. */
interface Timed {
  readonly result: number;
  readonly ms: number;
  readonly cpu: number;
}

async function timed(work: () => Promise<number>): Promise<Timed> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, ms: performance.now() - begun, cpu: (user + system) / 1000 };
}

function each({ result, ms, cpu }: Timed): string {
  return `${(ms / result).toFixed(1)} (cpu ${(cpu / result).toFixed(1)})`;
}
