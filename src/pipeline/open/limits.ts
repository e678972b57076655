/** What is refused or cut short when a document is opened. */
export interface Limits {
  /** Bytes of a file. */
  readonly bytes: number;
  /** Pages of a document. */
  readonly pages: number;
  /** Longest side of a page in points. Text is read beyond it; the page is reported. */
  readonly pageSide: number;
  /** Bytes of one attached file. */
  readonly attachmentBytes: number;
  /** Files attached to one document. */
  readonly attachments: number;
}

/** 14,400 points (200 inches) is the largest page that PDF 1.7 asks every viewer to handle; nothing printed comes near half of it. */
export const LIMITS: Limits = {
  bytes: 512 * 1024 * 1024,
  pages: 2000,
  pageSide: 7200,
  attachmentBytes: 64 * 1024 * 1024,
  attachments: 100,
};
