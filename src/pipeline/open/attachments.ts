import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Attachment, Problem } from '../../core/page.ts';
import type { Limits } from './limits.ts';

/** Files that travel in a PDF: those of its catalog and those pinned to a page. */
export async function readAttachments(
  pdf: PDFDocumentProxy,
  limits: Limits,
): Promise<{ attachments: Attachment[]; problems: Problem[] }> {
  const attachments: Attachment[] = [];
  const problems: Problem[] = [];
  const named = new Map<string, string>();
  for (const [id, { filename }] of (await pdf.getAttachments()) ?? []) named.set(id, filename);
  for (const [id, name] of named) {
    if (attachments.length >= limits.attachments) {
      problems.push(damaged(name, `is one too many: more than ${limits.attachments} files are attached`));
      break;
    }
    try {
      const bytes = await pdf.getAttachmentContent(id);
      if (!(bytes instanceof Uint8Array)) problems.push(damaged(name, 'cannot be unpacked'));
      else if (bytes.length > limits.attachmentBytes)
        problems.push(damaged(name, `is larger than ${limits.attachmentBytes} bytes`));
      else attachments.push({ name, bytes });
    } catch (error) {
      problems.push(damaged(name, `cannot be unpacked (${error instanceof Error ? error.message : String(error)})`));
    }
  }
  return { attachments, problems };
}

function damaged(name: string, what: string): Problem {
  return { code: 'ATTACHMENT_DAMAGED', message: `the attached file ${name} ${what}` };
}
