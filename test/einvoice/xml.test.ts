import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import { all, first, MAX_XML_BYTES, MAX_XML_DEPTH, parseXml, pathOf, textAt } from '../../src/pipeline/einvoice/xml.ts';

const parse = (xml: string) => parseXml(new TextEncoder().encode(xml));
const damaged = (xml: string | Uint8Array) =>
  expect(typeof xml === 'string' ? parse(xml) : parseXml(xml)).rejects.toMatchObject({ code: 'XML_DAMAGED' });

it('names that JavaScript reserves are names like any other', async () => {
  const { root } = await parse('<a __proto__="x"><__proto__>1</__proto__><constructor/></a>');
  expect(textAt(root, '__proto__')).toBe('1');
  expect(Object.getPrototypeOf(root.attributes)).toBe(Object.prototype);
});

describe('what is refused', () => {
  it.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an internal entity', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'],
    ['an entity that nobody declares', '<a>&nbsp;</a>'],
    ['a name that JavaScript knows', '<a>&constructor;</a>'],
    ['a bare ampersand', '<a>A & B</a>'],
    ['a reference to no character', '<a>&#0;</a>'],
    ['a surrogate', '<a>&#xD800;</a>'],
    ['an attribute with an unknown reference', '<a b="&x;"/>'],
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text only', 'hello'],
    ['nothing', ''],
    ['a comment that does not end', '<a><!-- </a>'],
    ['an encoding that does not exist', '<?xml version="1.0" encoding="klingon-1"?><a/>'],
  ])('%s', async (_, xml) => {
    await damaged(xml);
  });

  it('nesting without end', async () => {
    const depth = MAX_XML_DEPTH + 5;
    await damaged('<a>'.repeat(depth) + '</a>'.repeat(depth));
    await damaged('<a>'.repeat(200_000) + '</a>'.repeat(200_000));
  });

  it('more bytes than the limit', () => damaged(new Uint8Array(MAX_XML_BYTES + 1)));
});

it('lets a document type stand in a comment and in CDATA', async () => {
  const { root } = await parse('<a><!-- <!DOCTYPE x> --><b><![CDATA[<!ENTITY & ]]></b></a>');
  expect(textAt(root, 'b')).toBe('<!ENTITY &');
});

it('passes over embedded documents, however large', async () => {
  const document = `${'QUJD'.repeat(20)}\r\n`.repeat(50_000);
  const { root } = await parse(`<a><b>before</b><c mimeCode="application/pdf">${document}</c><d>after</d></a>`);
  expect(root.children.map((child) => child.text)).toEqual(['before', '', 'after']);
  expect(root.children[1]?.attributes.mimeCode).toBe('application/pdf');
  const note = 'a long note '.repeat(500).trim();
  expect((await parse(`<a>${note}</a>`)).root.text).toBe(note);
});

it('keeps its messages short', async () => {
  const error = await parse('<a>'.repeat(10_000)).catch((e: unknown) => e);
  expect((error as Error).message.length).toBeLessThan(250);
});

it('walks comments that do not end once', async () => {
  const start = performance.now();
  await damaged(`<a/><!-- --><!DOCTYPE ${'<!--'.repeat(500_000)}`);
  await damaged(`<a>${'<!--'.repeat(500_000)}</a>`);
  expect(performance.now() - start).toBeLessThan(2000);
});

it('joins text, CDATA and references, and trims around', async () => {
  const { root } = await parse('<a>\n  M&#252;ller <![CDATA[& S&ouml;hne]]> &lt;KG&gt; &#x1F4B6;\n</a>');
  expect(root.text).toBe('Müller & S&ouml;hne <KG> 💶');
});

it('finds elements and attributes whatever their prefixes, and says where', async () => {
  const { root } = await parse('<x:r xmlns:x="u:1"><y:l/><y:l><z:i s:k="&quot;1&quot;"> v </z:i></y:l></x:r>');
  const item = first(root, 'nothing|l/i');
  expect(item?.text).toBe('v');
  expect(item?.attributes.k).toBe('"1"');
  expect(item && pathOf(item)).toBe('/x:r/y:l[2]/z:i');
  expect(all(root, 'l').length).toBe(2);
});

describe('encodings', () => {
  const text = (declared: string) => `<?xml version="1.0" encoding="${declared}"?><a>Zürich – Łódź</a>`;
  const utf16 = (xml: string, bigEndian: boolean, mark: boolean) => {
    const codes = [...(mark ? '\ufeff' : ''), ...xml].flatMap((c) => {
      const code = c.charCodeAt(0);
      return bigEndian ? [code >> 8, code & 255] : [code & 255, code >> 8];
    });
    return Uint8Array.from(codes);
  };
  it.each([
    ['UTF-8 with mark', new TextEncoder().encode(`\ufeff${text('UTF-8')}`)],
    ['UTF-16 LE with mark', utf16(text('UTF-16'), false, true)],
    ['UTF-16 BE with mark', utf16(text('UTF-16'), true, true)],
    ['UTF-16 LE without', utf16(text('UTF-16LE'), false, false)],
    ['UTF-16 BE without', utf16(text('UTF-16BE'), true, false)],
  ])('%s', async (_, bytes) => {
    const { root, encodingAsDeclared } = await parseXml(bytes);
    expect(root.text).toBe('Zürich – Łódź');
    expect(encodingAsDeclared).toBe(true);
  });

  it('ISO 8859-1 as declared', async () => {
    const bytes = Uint8Array.from(
      [...'<?xml version="1.0" encoding="ISO-8859-1"?><a>Köln</a>'].map((c) => c.charCodeAt(0)),
    );
    expect((await parseXml(bytes)).root.text).toBe('Köln');
  });

  it('reads what claims to be UTF-8 and is not, and says so', async () => {
    const bytes = Uint8Array.from([...'<?xml version="1.0" encoding="UTF-8"?><a>Köln</a>'].map((c) => c.charCodeAt(0)));
    const { root, encodingAsDeclared } = await parseXml(bytes);
    expect(root.text).toBe('Köln');
    expect(encodingAsDeclared).toBe(false);
  });
});

it('gives back any text that XML can hold', async () => {
  const isLegal = (c: string) => (c >= ' ' ? c !== '\ufffe' && c !== '\uffff' : '\t\n\r'.includes(c));
  const legal = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((s) => [...s].every(isLegal));
  const escaped = (s: string) => s.replace(/[&<>"\r\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);
  await fc.assert(
    fc.asyncProperty(legal, async (text) => {
      const { root } = await parse(`<a b="${escaped(text)}">${escaped(text)}</a>`);
      expect(root.text).toBe(text.trim());
      expect(root.attributes.b).toBe(text.trim());
    }),
  );
});

it('ends in a tree or in a known error, whatever the bytes', async () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b c="d"/>',
    '&amp;',
    '&',
    '<',
    '>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x',
    '?>',
    'x',
    '"',
    '\u0000',
  );
  const soup = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((p) => p.join('')),
    fc.string({ maxLength: 40 }),
  );
  const bytes = fc.oneof(
    soup.map((s) => new TextEncoder().encode(s)),
    fc.uint8Array({ maxLength: 60 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      const outcome = await parseXml(given).catch((error: unknown) => error);
      expect(outcome instanceof InvoicectlError || (outcome as { root?: object }).root !== undefined).toBe(true);
    }),
    { numRuns: 500 },
  );
});
