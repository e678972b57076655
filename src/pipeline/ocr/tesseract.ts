import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvoicectlError } from '../../core/errors.ts';
import type { OcrEngine, OcrPage } from '../../core/ocr.ts';
import type { Word } from '../../core/page.ts';
import type { Raster } from '../../core/raster.ts';
import { type Grey, type Turn, toGrey, turned } from './grey.ts';

export interface TesseractOptions {
  /** As Tesseract names them: `ell`, `chi_sim`. */
  readonly languages: readonly string[];
  /** Milliseconds that one picture, or the start of the engine, may take. */
  readonly timeout?: number;
}

// What is used of tesseract.js, which is not installed with this package.
interface Module {
  createWorker(languages: string, engine: number, options: Record<string, unknown>): Promise<Worker>;
}
interface Worker {
  setParameters(parameters: Record<string, string>): Promise<unknown>;
  recognize(
    image: Uint8Array,
    options: { readonly rotateAuto: boolean },
    output: { readonly blocks: boolean; readonly text: boolean },
  ): Promise<{ readonly data: Result }>;
  terminate(): Promise<unknown>;
}
interface Result {
  /** Radians clockwise that the picture was turned by to level it. */
  readonly rotateRadians: number | null;
  readonly blocks: readonly { readonly paragraphs: readonly { readonly lines: readonly Line[] }[] }[] | null;
}
interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
interface Line {
  readonly bbox: Bounds;
  readonly baseline: Bounds;
  readonly words: readonly { readonly text: string; readonly confidence: number; readonly bbox: Bounds }[];
}

const [PACKAGE, VERSION] = ['tesseract.js', '7.0.0'];
const dataPackage = (language: string) => `@tesseract.js-data/${language}`;
/** Model and engine of LSTM alone: the older one is larger and reads worse. */
const [MODEL, LSTM] = ['4.0.0_best_int', 1];
/** Pages are one text of any layout. */
const ANY_LAYOUT = '3';
/** What pages are drawn at; it would guess, and say so each time. */
const DPI = '200';
const TIMEOUT = 120_000;
/** Mean confidence of what lies on its side or its head is below it. */
const CLEAR = 0.65;
const MOST_SURE = 0.9999;

/**
 * Opens Tesseract, for scripts that PP-OCR's model cannot read. Its packages are optional: without them it throws
 * PART_MISSING, which says how to get them. A picture that it cannot read in time ends in PAGE_TIMEOUT.
 */
export async function openTesseract({ languages, timeout = TIMEOUT }: TesseractOptions): Promise<OcrEngine> {
  const data = dataFiles(languages);
  const module = await import(PACKAGE).then(
    (loaded: { readonly default: Module }) => loaded.default,
    (cause: unknown) => Promise.reject(missing([`${PACKAGE}@${VERSION}`, ...languages.map(dataPackage)], cause)),
  );
  // All languages have to lie in one folder.
  const folder = await mkdtemp(join(tmpdir(), 'invoicectl-tesseract-'));
  const start = async (): Promise<Worker> => {
    const starting = module.createWorker(languages.join('+'), LSTM, {
      langPath: folder,
      gzip: true,
      // It would write its data into the working folder.
      cacheMethod: 'none',
      // Without it, a damaged picture ends the process.
      errorHandler: () => undefined,
    });
    const worker = await inTime(starting, timeout, 'Tesseract did not start').catch((error: unknown) => {
      // Should it start after all, it is not left running.
      void starting.then((late) => late.terminate()).catch(() => undefined);
      throw error;
    });
    await worker.setParameters({ tessedit_pageseg_mode: ANY_LAYOUT, user_defined_dpi: DPI });
    return worker;
  };
  let worker: Worker | null = null;
  try {
    for (const [language, file] of data) await copyFile(file, join(folder, `${language}.traineddata.gz`));
    worker = await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const recognize = async (picture: Grey): Promise<Result> => {
    worker ??= await start();
    try {
      const run = worker.recognize(netpbm(picture), { rotateAuto: true }, { blocks: true, text: false });
      return (await inTime(run, timeout, 'Tesseract did not finish the page')).data;
    } catch (error) {
      // It may still be at work, or be at its end.
      const ended = worker;
      worker = null;
      await ended.terminate();
      throw error;
    }
  };
  return {
    name: `tesseract:${languages.join('+')}`,
    async read(picture) {
      return read(picture, recognize);
    },
    async close() {
      await worker?.terminate();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function read(picture: Raster, recognize: (picture: Grey) => Promise<Result>): Promise<OcrPage> {
  let best: OcrPage = { turn: 0, skew: 0, lines: [] };
  // It reads nothing off a few pixels and says that they are too few.
  if (picture.width < 3 || picture.height < 3) return best;
  const grey = toGrey(picture);
  let top = 0;
  const turns: readonly Turn[] = [0, 180, 90, 270];
  for (const turn of turns) {
    const result = await recognize(turned(grey, turn));
    const lines = linesOf(result);
    const words = lines.flat();
    // It reads what runs up or down as well, but of the page it is not.
    if (words.filter(isSideways).length > words.length / 2) continue;
    const clarity = words.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, words.length);
    if (clarity > top) {
      top = clarity;
      best = { turn, skew: (-(result.rotateRadians ?? 0) * 180) / Math.PI, lines };
    }
    if (clarity > CLEAR) break;
  }
  return best;
}

const isSideways = ({ text, box }: Word): boolean => text.length > 2 && box.h > box.w;

function linesOf({ blocks }: Result): Word[][] {
  return (blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines))
    .map(({ bbox, baseline, words }) => {
      // From the top of capitals to the baseline, as the other engine's boxes are: those of words hang on their letters.
      const height = Math.max(1, (baseline.y0 + baseline.y1) / 2 - bbox.y0);
      return words
        .filter(({ text }) => text.trim() !== '')
        .map(({ text, confidence, bbox: { x0, x1 } }) => ({
          text,
          box: { x: x0, y: bbox.y0, w: x1 - x0, h: height },
          size: height,
          bold: false,
          confidence: Math.min(MOST_SURE, confidence / 100),
        }));
    })
    .filter((line) => line.length > 0)
    .sort((a, b) => (a[0]?.box.y ?? 0) - (b[0]?.box.y ?? 0));
}

/** The files of the languages. Throws PART_MISSING for those that are not installed. */
function dataFiles(languages: readonly string[]): (readonly [language: string, file: string])[] {
  const require = createRequire(import.meta.url);
  const absent: string[] = [];
  const files = languages.flatMap((language): (readonly [string, string])[] => {
    try {
      const folder = dirname(require.resolve(`${dataPackage(language)}/package.json`));
      return [[language, join(folder, MODEL, `${language}.traineddata.gz`)]];
    } catch {
      absent.push(language);
      return [];
    }
  });
  if (absent.length > 0) throw missing([`${PACKAGE}@${VERSION}`, ...languages.map(dataPackage)]);
  return files;
}

function missing(packages: readonly string[], cause?: unknown): InvoicectlError {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  return new InvoicectlError('PART_MISSING', 'Tesseract, or its data for a language, is not installed.', {
    hint: `npm install --no-save --prefix "${root}" ${packages.join(' ')}`,
    ...(cause !== undefined && { cause }),
  });
}

async function inTime<T>(work: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new InvoicectlError('PAGE_TIMEOUT', `${message} within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A picture in the plainest form that Tesseract reads: Netpbm's grey one. */
function netpbm({ width, height, data }: Grey): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
}
