import type { OpenedDocument, Word } from '../../src/core/page.ts';
import { drawn } from './drawn.ts';

/** What OCR made of some printed words: another text, its confidence, and what else the engine had in mind. */
export type Misread = Readonly<Record<string, Pick<Word, 'text' | 'confidence' | 'alternatives'>>>;

/** A drawn document as OCR reads it: surely, apart from the words that are named. */
export function scanned(page: string, misread: Misread = {}): OpenedDocument {
  const document = drawn(page);
  const read = (word: Word): Word => ({ ...word, confidence: 0.995, ...misread[word.text] });
  return {
    ...document,
    pages: document.pages.map((one) => ({ ...one, ocr: 'drawn', words: one.words.map(read) })),
  };
}
