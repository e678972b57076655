import { readdirSync, readFileSync } from 'node:fs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import { hideFontPrograms } from '../../src/pipeline/open/font-programs.ts';
import { openPdf } from '../../src/pipeline/open.ts';

const FOLDER = 'fixtures/invoices';

const letters = (text: string) => [...text.normalize('NFKC').replace(/\s/g, '')].sort().join('');

async function textOf(bytes: Uint8Array): Promise<string> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  let text = '';
  for (let page = 1; page <= pdf.numPages; page++) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    text += items.map((item) => ('str' in item ? item.str : '')).join('');
  }
  await task.destroy();
  return text;
}

test('what is printed is read as well without the programs of the fonts', async () => {
  let hidden = 0;
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.pdf'))) {
    const bytes = readFileSync(`${FOLDER}/${file}`);
    if (hideFontPrograms(bytes) !== bytes) hidden += 1;
    const { pages } = await openPdf(bytes);
    const words = pages.flatMap((page) => page.words.map((word) => word.text)).join('');
    expect([file, letters(words)]).toEqual([file, letters(await textOf(bytes))]);
  }
  expect(hidden).toBeGreaterThan(3);
});

test('the bytes that were given stay as they are', () => {
  const bytes = readFileSync(`${FOLDER}/de-hybrid-xrechnung.pdf`);
  const before = Buffer.from(bytes);
  hideFontPrograms(bytes);
  expect(before.equals(bytes)).toBe(true);
});

test('a file with a font that does not say what its characters mean keeps its programs', () => {
  const bytes = Buffer.from('<</FontFile2 5 0 R>> <</FontFile3 6 0 R>> <</ToUnicode 7 0 R>>');
  expect(hideFontPrograms(bytes)).toBe(bytes);
});

const font = (encoding: string) => `1 0 obj <</Encoding ${encoding} /FontDescriptor 2 0 R>> endobj`;
const descriptor = '2 0 obj <</FontFile2 5 0 R>> endobj';

test.each([
  ['the name of a standard encoding says it', font('/WinAnsiEncoding'), true],
  [
    'a table of differences on top of one does not',
    font('<</BaseEncoding /WinAnsiEncoding /Differences [1 /g1]>>'),
    false,
  ],
  ['nor does an encoding elsewhere', font('3 0 R'), false],
])('%s', (_, dictionary, hides) => {
  const bytes = Buffer.from(`${dictionary} ${descriptor}`);
  expect(hideFontPrograms(bytes) !== bytes).toBe(hides);
});

test('a font that says it twice does not stand in for another', () => {
  const twice = '1 0 obj <</Encoding /WinAnsiEncoding /ToUnicode 4 0 R /FontDescriptor 2 0 R>> endobj';
  const bytes = Buffer.from(
    `${twice} ${descriptor} 3 0 obj <</FontDescriptor 6 0 R>> endobj 6 0 obj <</FontFile2 7 0 R>>`,
  );
  expect(hideFontPrograms(bytes)).toBe(bytes);
});
