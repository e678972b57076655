import { cString, type PdfiumCalls } from './pdfium-calls.ts';

/** Kind and flags of annotations in fpdf_annot.h, and which of its appearances an annotation shows at rest. */
const WIDGET = 20;
const Flag = { hidden: 2, print: 4, noView: 32 } as const;
const NORMAL = 0;

/**
 * Makes pdfium draw the annotations of a page as printed; by itself it draws those that a screen shows, and no form
 * fields. A field counts as printed in any case, for what it says is part of the paper, and many writers forget the flag.
 */
export function asPrinted(calls: PdfiumCalls, page: number): void {
  const count = calls.FPDFPage_GetAnnotCount(page);
  for (let i = 0; i < count; i++) {
    const annotation = calls.FPDFPage_GetAnnot(page, i);
    if (annotation === 0) continue;
    const isField = calls.FPDFAnnot_GetSubtype(annotation) === WIDGET;
    const flags = calls.FPDFAnnot_GetFlags(annotation);
    if (isField) drawLikeStamp(calls, annotation);
    if (isField || flags & Flag.print) calls.FPDFAnnot_SetFlags(annotation, (flags | Flag.print) & ~Flag.noView);
    else calls.FPDFAnnot_SetFlags(annotation, flags | Flag.hidden);
    calls.FPDFPage_CloseAnnot(annotation);
  }
}

/** A field's appearance is made where it has none. Stamps are drawn by the same rules as fields, and are drawn. */
function drawLikeStamp(calls: PdfiumCalls, field: number): void {
  if (!calls.EPDFAnnot_HasAppearanceStream(field, NORMAL)) calls.EPDFAnnot_GenerateFormFieldAP(field);
  const key = cString(calls, 'Subtype');
  const kind = cString(calls, 'Stamp', 'utf16le');
  calls.FPDFAnnot_SetStringValue(field, key, kind);
  calls.free(key);
  calls.free(kind);
}
