import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Attachment, Problem } from '../../core/page.ts';
import type { Limits } from './limits.ts';

/** A file that is pinned to a page. */
export interface Pinned {
  readonly id: string;
  readonly name: string;
}

/** Files that travel in a PDF: those of its catalog and those pinned to its pages. The same file twice comes once. */
export async function readAttachments(
  pdf: PDFDocumentProxy,
  pinned: readonly Pinned[],
  limits: Limits,
): Promise<{ attachments: Attachment[]; problems: Problem[] }> {
  const attachments: Attachment[] = [];
  const problems: Problem[] = [];
  const named = new Map<string, string>();
  try {
    for (const [id, { filename }] of (await pdf.getAttachments()) ?? []) named.set(id, filename);
  } catch (error) {
    problems.push({
      code: 'ATTACHMENT_DAMAGED',
      message: `the list of attached files cannot be read (${error instanceof Error ? error.message : String(error)})`,
    });
  }
  for (const { id, name } of pinned) named.set(id, name);
  for (const [id, name] of named) {
    if (attachments.length >= limits.attachments) {
      problems.push(damaged(name, `is left out: more than ${limits.attachments} files are attached`));
      break;
    }
    try {
      const bytes: unknown = await pdf.getAttachmentContent(id);
      if (!(bytes instanceof Uint8Array)) problems.push(damaged(name, 'cannot be unpacked'));
      else if (bytes.length > limits.attachmentBytes) {
        problems.push(damaged(name, `is left out: it has more than ${limits.attachmentBytes} bytes`));
      } else if (!attachments.some((other) => other.name === name && Buffer.compare(other.bytes, bytes) === 0)) {
        // A copy: the bytes may be a part of the whole file's, which must not live as long.
        attachments.push({ name, bytes: bytes.slice() });
      }
    } catch (error) {
      problems.push(damaged(name, `cannot be unpacked (${error instanceof Error ? error.message : String(error)})`));
    }
  }
  return { attachments, problems };
}

function damaged(name: string, what: string): Problem {
  return { code: 'ATTACHMENT_DAMAGED', message: `the attached file ${name} ${what}` };
}
