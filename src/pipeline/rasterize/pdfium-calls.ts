/** What is used of pdfium's C interface. Numbers are addresses, sizes, flags or handles; 0 is none. */
export interface PdfiumCalls {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(address: number): void;
  FPDF_LoadCustomDocument(access: number, password: number): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetPageCount(document: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDFBitmap_CreateEx(width: number, height: number, format: number, pixels: number, stride: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmapWithMatrix(bitmap: number, page: number, matrix: number, clip: number, flags: number): void;
  FPDFPage_GetAnnotCount(page: number): number;
  FPDFPage_GetAnnot(page: number, index: number): number;
  FPDFPage_CloseAnnot(annotation: number): void;
  FPDFAnnot_GetSubtype(annotation: number): number;
  FPDFAnnot_GetFlags(annotation: number): number;
  FPDFAnnot_SetFlags(annotation: number, flags: number): number;
  FPDFAnnot_SetStringValue(annotation: number, key: number, text: number): number;
  EPDFAnnot_HasAppearanceStream(annotation: number, mode: number): number;
  EPDFAnnot_GenerateFormFieldAP(annotation: number): number;
  FPDFPage_GetRotation(page: number): number;
  FPDF_GetPageBoundingBox(page: number, box: number): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetMatrix(object: number, matrix: number): number;
  FPDFPageObj_CountMarks(object: number): number;
  FPDFPageObj_HasTransparency(object: number): number;
  FPDFPageObj_GetClipPath(object: number): number;
  FPDFClipPath_CountPaths(clip: number): number;
  FPDFTextObj_GetTextRenderMode(text: number): number;
  FPDFImageObj_GetImageMetadata(image: number, page: number, metadata: number): number;
  FPDFImageObj_GetImageFilterCount(image: number): number;
  FPDFImageObj_GetImageFilter(image: number, index: number, name: number, bytes: number): number;
  FPDFImageObj_GetImageDataRaw(image: number, data: number, bytes: number): number;
  PDFiumExt_Init(): void;
  FPDF_SetSystemFontInfo(info: number): void;
}

/** A running pdfium with a memory of its own. */
export interface Pdfium {
  readonly calls: PdfiumCalls;
  /** Makes a function callable from pdfium; `signature` is its result and parameters as emscripten writes them. */
  addFunction(run: (...numbers: number[]) => number | undefined, signature: string): number;
  removeFunction(address: number): void;
  /** Whether it was refused memory, so that something may be missing on what it drew. */
  starved: boolean;
  /** Whether it stopped in the middle of something: its memory can no longer be trusted. */
  broken: boolean;
}

/** Text in the memory of pdfium, to be freed: UTF-8, or UTF-16 with two bytes a unit, and a zero at its end. */
export function cString(calls: PdfiumCalls, text: string, encoding: 'utf8' | 'utf16le' = 'utf8'): number {
  const bytes = Buffer.from(`${text}\0`, encoding);
  const address = calls.malloc(bytes.length);
  new Uint8Array(calls.memory.buffer).set(bytes, address);
  return address;
}
