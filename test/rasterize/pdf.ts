/** An object of a PDF: its dictionary or value, and the bytes of its stream. */
export interface PdfObject {
  readonly value: string;
  readonly stream?: Uint8Array;
}

/** A PDF of these objects, numbered from 1; the first is the catalog. */
export function pdfOf(objects: readonly PdfObject[], trailer = ''): Uint8Array {
  const parts: Buffer[] = [];
  let length = 0;
  const offsets: number[] = [];
  const add = (part: string | Uint8Array) => {
    const bytes = Buffer.from(part as string, 'latin1');
    parts.push(bytes);
    length += bytes.length;
  };
  add('%PDF-1.7\n');
  objects.forEach(({ value, stream }, i) => {
    offsets.push(length);
    if (!stream) add(`${i + 1} 0 obj\n${value}\nendobj\n`);
    else {
      add(`${i + 1} 0 obj\n${value.replace(/>>$/, ` /Length ${stream.length}>>`)}\nstream\n`);
      add(stream);
      add('\nendstream\nendobj\n');
    }
  });
  const at = length;
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`);
  for (const offset of offsets) add(`${String(offset).padStart(10, '0')} 00000 n \n`);
  add(`trailer\n<</Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${at}\n%%EOF\n`);
  return Buffer.concat(parts);
}

/** What one page is made of. */
export interface PageParts {
  /** Entries of the page's dictionary beside its content and resources. */
  readonly page?: string;
  readonly resources?: string;
  readonly content: string;
  /** Objects from number 5 on. */
  readonly more?: readonly PdfObject[];
  readonly catalog?: string;
}

/** A PDF of one page of 300 by 200 points. */
export function onePage({
  page = '/MediaBox [0 0 300 200]',
  resources = '',
  content,
  more = [],
  catalog = '',
}: PageParts): Uint8Array {
  return pdfOf([
    { value: `<</Type /Catalog /Pages 2 0 R ${catalog}>>` },
    { value: '<</Type /Pages /Kids [3 0 R] /Count 1>>' },
    { value: `<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <<${resources}>> ${page}>>` },
    { value: '<<>>', stream: Buffer.from(content, 'latin1') },
    ...more,
  ]);
}
