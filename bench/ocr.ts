import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { openPpOcr } from '../src/pipeline/ocr/pp-ocr.ts';
import { openPdf } from '../src/pipeline/open.ts';
import { openPdfRasterizer } from '../src/pipeline/rasterize/rasterize.ts';
import { DPI } from '../src/pipeline/recognize/recognize.ts';
import { corpus } from './corpus.ts';
import { scannedFile } from './degrade/scans.ts';
import { print } from './figures.ts';

const FILES = 6;
const VARIANTS = ['clean', 'coarse', 'skewed', 'noisy', 'jpeg', 'turned', 'faint', 'fax'];
/** What says nothing: rules, bullets, marks that stand alone. */
const SAYS = /[\p{L}\p{N}€£%]/u;

/**
 * Words read off degraded first pages against those of their text layer: exact, as a bag, marks that stand alone left
 * out. And how much processor time a page takes on one thread.
 */
export async function measureOcr(): Promise<void> {
  const { name, files } = corpus();
  const chosen = Array.from({ length: FILES }, (_, i) => files[Math.floor((i * files.length) / FILES)] ?? '');
  const engine = await openPpOcr();
  const rows: (readonly [string, string, string])[] = [];
  for (const variant of VARIANTS) {
    const [all, digits] = [tally(), tally()];
    let seconds = 0;
    for (const file of chosen) {
      const truth = (await openPdf(new Uint8Array(readFileSync(file)))).pages[0]?.words ?? [];
      const { path } = await scannedFile(file, variant, 1);
      const rasterizer = await openPdfRasterizer(new Uint8Array(readFileSync(path)));
      const picture = await rasterizer.page(1, { dpi: DPI, channels: 1 });
      await rasterizer.close();
      const begun = process.cpuUsage();
      const { lines } = await engine.read(picture);
      const { user, system } = process.cpuUsage(begun);
      seconds += (user + system) / 1e6;
      const [found, printed] = [lines.flat(), truth].map((words) =>
        words.map(({ text }) => text).filter((text) => SAYS.test(text)),
      );
      all.add(found ?? [], printed ?? []);
      const figures = (words: readonly string[] = []) => words.filter((word) => /\d/.test(word));
      digits.add(figures(found), figures(printed));
    }
    const used = `${(seconds / chosen.length).toFixed(2)} s`;
    rows.push([variant, `${all} · with digits ${digits}`, `${used} of processor time a page`]);
  }
  await engine.close();
  const rss = `${Math.round(process.memoryUsage.rss() / 1e6)} MB in the end`;
  print(`Words read off ${chosen.length} pages of ${basename(name)}: recall / precision; ${rss}`, rows);
}

/** Counts of words found, printed, and both. */
function tally() {
  let [both, found, printed] = [0, 0, 0];
  return {
    add(words: readonly string[], truth: readonly string[]) {
      const left = new Map<string, number>();
      for (const word of truth) left.set(word, (left.get(word) ?? 0) + 1);
      for (const word of words) {
        const count = left.get(word) ?? 0;
        if (count > 0) both++;
        left.set(word, count - 1);
      }
      found += words.length;
      printed += truth.length;
    },
    toString: () => `${(both / printed).toFixed(3)} / ${(both / found).toFixed(3)}`,
  };
}
