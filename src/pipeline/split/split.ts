import type { OpenedDocument } from '../../core/page.ts';

/** The invoices in a document, in the order of its pages, each a document of its own; at least one. */
export function splitDocument(document: OpenedDocument): readonly OpenedDocument[] {
  return [document];
}
