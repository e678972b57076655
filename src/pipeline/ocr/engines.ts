import { InvoicectlError } from '../../core/errors.ts';
import { type OcrEngine, PP_OCR } from '../../core/ocr.ts';

/** An engine that is opened when it is asked for first, and then kept. */
export interface KeptEngine {
  open(): Promise<OcrEngine>;
  close(): Promise<void>;
}

/** Keeps the engine of a name: `pp-ocrv6-small`, or `tesseract:` with languages. Nothing is loaded before `open`. */
export function keepEngine(name: string): KeptEngine {
  let opened: Promise<OcrEngine> | null = null;
  return {
    open() {
      opened ??= openEngine(name);
      return opened;
    },
    async close() {
      const engine = await opened?.catch(() => null);
      await engine?.close();
      opened = null;
    },
  };
}

async function openEngine(name: string): Promise<OcrEngine> {
  if (name === PP_OCR) {
    const { openPpOcr } = await import('./pp-ocr.ts');
    return openPpOcr();
  }
  const [engine, languages] = name.split(':');
  if (engine === 'tesseract' && languages !== undefined) {
    const { openTesseract } = await import('./tesseract.ts');
    return openTesseract({ languages: languages.split('+') });
  }
  throw new InvoicectlError('PART_MISSING', `${name} is not installed.`);
}
