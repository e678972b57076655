import type { OcrMode } from '../../core/ocr.ts';
import type { Page } from '../../core/page.ts';

/** Which pages a mode reads off their pictures; `null` when it is none. */
export function pagesWanted(mode: OcrMode): ((page: Page) => boolean) | null {
  if (mode === 'never') return null;
  return mode === 'always' ? () => true : ({ textLayer }) => textLayer !== 'good';
}
