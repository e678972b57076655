import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDocument, openPdf } from '../../src/pipeline/open.ts';
import { assemble, draw, drawRaw } from './draw.ts';

const write = (text: string) => (pdf: PDFKit.PDFDocument) => void pdf.text(text, 50, 50, { lineBreak: false });

test('bare XML is its own attachment, in whatever encoding', async () => {
  const bytes = Buffer.from('\uFEFF<?xml version="1.0"?><Invoice/>');
  const document = await openDocument(bytes, { file: 'a.xml' });
  expect(document).toEqual({
    kind: 'xml',
    pages: [],
    attachments: [{ name: 'a.xml', bytes }],
    xmp: null,
    problems: [],
  });
  expect(await openDocument(Buffer.from('<Invoice/>', 'utf16le'))).toMatchObject({ kind: 'xml' });
});

test('files of the catalog come as attachments, byte for byte', async () => {
  const xml = Buffer.from('<Invoice>€</Invoice>');
  const bytes = await draw((pdf) => {
    pdf.file(xml, { name: 'factur-x.xml' });
    write('hybrid')(pdf);
  });
  const { attachments, problems } = await openPdf(bytes);
  expect(problems).toEqual([]);
  expect(attachments).toEqual([{ name: 'factur-x.xml', bytes: new Uint8Array(xml) }]);
});

test('a file that is pinned to a page comes as an attachment', async () => {
  const bytes = drawRaw('', '/Annots[8 0 R]', [
    '<</Type/EmbeddedFile/Length 5>>stream\nhello\nendstream',
    '<</Type/Annot/Subtype/FileAttachment/Rect[0 0 10 10]/FS 9 0 R>>',
    '<</Type/Filespec/F(note.txt)/UF(note.txt)/EF<</F 7 0 R>>>>',
  ]);
  const { attachments } = await openPdf(bytes);
  expect(attachments).toEqual([{ name: 'note.txt', bytes: new Uint8Array(Buffer.from('hello')) }]);
});

test('an attached file that cannot be unpacked is a problem, not the end', async () => {
  const bytes = drawRaw('BT /F1 10 Tf 50 500 Td (still here) Tj ET', '/Annots[8 0 R]', [
    '<</Nothing true>>',
    '<</Type/Annot/Subtype/FileAttachment/Rect[0 0 10 10]/FS 9 0 R>>',
    '<</Type/Filespec/F(gone.xml)/EF<</F 7 0 R>>>>',
  ]);
  const { attachments, problems, pages } = await openPdf(bytes);
  expect(attachments).toEqual([]);
  expect(problems).toMatchObject([{ code: 'ATTACHMENT_DAMAGED', message: expect.stringContaining('gone.xml') }]);
  expect(pages[0]?.words).toHaveLength(2);
});

test('encrypted files open with nothing, or with one of the passwords; else it is said how to go on', async () => {
  const free = await draw(write('free'), { ownerPassword: 'owner' });
  expect((await openPdf(free)).pages[0]?.words[0]?.text).toBe('free');
  const locked = await draw(write('locked'), { userPassword: 'geheim' });
  expect((await openPdf(locked, { passwords: ['no', 'geheim'] })).pages[0]?.words[0]?.text).toBe('locked');
  await expect(openPdf(locked, { file: 'locked.pdf' })).rejects.toMatchObject({
    code: 'PDF_ENCRYPTED',
    message: 'locked.pdf is encrypted.',
    hint: 'Give its password with --password, or a file of passwords with --password-file.',
  });
  await expect(openPdf(locked, { file: 'locked.pdf', passwords: ['a', 'b'] })).rejects.toMatchObject({
    message: 'locked.pdf is encrypted and none of the 2 passwords opens it.',
    hint: 'Give another with --password, or a file of passwords with --password-file.',
  });
});

test('what is no PDF any more is said in words', async () => {
  const bytes = await draw(write('whole'));
  await expect(openDocument(new Uint8Array())).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
  await expect(openDocument(Buffer.from('not a PDF at all'))).rejects.toMatchObject({
    code: 'PDF_DAMAGED',
    message: 'the file cannot be opened as a PDF: it does not begin like a PDF.',
  });
  await expect(openDocument(bytes.subarray(0, 200), { file: 'cut.pdf' })).rejects.toMatchObject({
    code: 'PDF_DAMAGED',
    message: 'cut.pdf cannot be opened as a PDF: the file ends too early.',
  });
  await expect(openDocument(bytes, { limits: { bytes: 100 } })).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
});

test('a header that does not stand at the start, and a broken table of objects, are no hindrance', async () => {
  const bytes = Buffer.from(await draw(write('mended')));
  const late = Buffer.concat([Buffer.from('X-Mail: yes\r\n\r\n'), bytes]);
  expect((await openDocument(late)).pages[0]?.words[0]?.text).toBe('mended');
  const broken = Buffer.from(bytes.toString('latin1').replace(/startxref\n\d+/, 'startxref\n7'), 'latin1');
  expect((await openDocument(broken)).pages[0]?.words[0]?.text).toBe('mended');
});

async function threePages(): Promise<Uint8Array> {
  return draw((pdf) => {
    write('one')(pdf);
    pdf.addPage();
    write('two')(pdf);
    pdf.addPage();
    write('three')(pdf);
  });
}

test('a page that cannot be read is empty and named, and the others are read', async () => {
  const page = (contents: number) =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents ${contents} 0 R/Resources<</Font<</F1 8 0 R>>>>>>`;
  const content = (text: string) =>
    `<</Length ${text.length + 32}>>stream\nBT /F1 10 Tf 050 500 Td (${text}) Tj ET\nendstream`;
  const bytes = assemble([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 5 0 R]/Count 3>>',
    // The second page of this branch is a number.
    '<</Type/Pages/Parent 2 0 R/Kids[4 0 R 9 0 R]/Count 2>>',
    page(6),
    page(7),
    content('one'),
    content('three'),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '42',
  ]);
  const { pages, problems } = await openPdf(bytes);
  expect(pages.map((page) => page.number)).toEqual([1, 2, 3]);
  expect(pages.map((page) => page.words.map((word) => word.text).join())).toEqual(['one', '', 'three']);
  expect(pages[1]?.textLayer).toBe('missing');
  expect(problems).toMatchObject([{ code: 'PAGE_DAMAGED', page: 2 }]);
});

test('pages that the file counts and that are not there are missed', async () => {
  const text = Buffer.from(await threePages()).toString('latin1');
  const kids = /\/Kids \[\d+ 0 R (\d+ 0 R)/.exec(text);
  if (!kids?.[1]) throw new Error('no page tree');
  const gone = '1 0 R'.padEnd(kids[1].length);
  const bytes = Buffer.from(text.replace(kids[0], kids[0].slice(0, -kids[1].length) + gone), 'latin1');
  const { pages, problems } = await openPdf(bytes);
  expect(pages.map((page) => page.words.map((word) => word.text).join())).toEqual(['one', '']);
  expect(problems).toMatchObject([
    { code: 'PAGE_DAMAGED', page: 2 },
    { code: 'PAGE_DAMAGED', message: 'the file counts 3 pages, of which 2 can be found' },
  ]);
});

test('pages that were stopped before are left out, and each page is announced', async () => {
  const seen: string[] = [];
  const { pages, problems } = await openPdf(await threePages(), {
    skipPages: [2],
    onPage: (number, total) => seen.push(`${number}/${total}`),
  });
  expect(seen).toEqual(['1/3', '2/3', '3/3']);
  expect(pages.map((page) => page.words.length)).toEqual([1, 0, 1]);
  expect(problems).toMatchObject([{ code: 'PAGE_TIMEOUT', page: 2 }]);
});

test('limits on pages and on their size', async () => {
  await expect(openPdf(await threePages(), { limits: { pages: 2 } })).rejects.toMatchObject({
    code: 'PDF_TOO_MANY_PAGES',
  });
  const { pages, problems } = await openPdf(await draw(write('big'), { size: [9000, 500] }));
  expect(pages[0]?.words).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'PAGE_TOO_LARGE', page: 1 }]);
});

test('a page that unpacks to too much is a problem', async () => {
  const packed = deflateSync(Buffer.alloc(300 * 1024 * 1024, ' '), { level: 1 });
  const [head = '', tail = ''] = Buffer.from(drawRaw('BOMB')).toString('latin1').split('<</Length 4>>stream\nBOMB');
  const bytes = Buffer.concat([
    Buffer.from(`${head}<</Filter/FlateDecode/Length ${packed.length}>>stream\n`, 'latin1'),
    packed,
    Buffer.from(tail, 'latin1'),
  ]);
  const { problems } = await openPdf(bytes);
  expect(problems).toMatchObject([{ code: 'PAGE_DAMAGED', page: 1, message: expect.stringContaining('unpacks') }]);
});

test('page labels and the XMP packet are kept', async () => {
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a/></x:xmpmeta>';
  const text = Buffer.from(
    drawRaw('', '', [`<</Type/Metadata/Subtype/XML/Length ${xmp.length}>>stream\n${xmp}\nendstream`]),
  ).toString('latin1');
  const labelled = text.replace('/Pages 2 0 R', '/Pages 2 0 R/Metadata 7 0 R/PageLabels<</Nums[0<</S/r/St 4>>]>>');
  const document = await openPdf(Buffer.from(labelled, 'latin1'));
  expect(document.pages[0]?.label).toBe('iv');
  expect(document.xmp).toBe(xmp);
});
