import { InvoicectlError } from '../../core/errors.ts';
import { decodeXml } from './decode.ts';

/** Largest XML that is read. Invoices with embedded documents stay under the 15 MB that networks such as Peppol carry. */
export const MAX_XML_BYTES = 20 * 1024 * 1024;

/** Deepest nesting that is read. CII and UBL invoices stay under 15. */
export const MAX_XML_DEPTH = 60;

/** One XML element. Names are without prefix: the meaning of an invoice's elements does not hang on prefixes. */
export interface Element {
  readonly name: string;
  /** Name with prefix, as written. */
  readonly tag: string;
  /** By local name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Own character data with references resolved, without white space around it. */
  readonly text: string;
  readonly parent: Element | null;
  /** 1 for the first among siblings of the same tag; 0 for an only one. */
  readonly position: number;
}

/** A parsed document. */
export interface XmlDocument {
  readonly root: Element;
  /** Whether the bytes are in the encoding that the file names. */
  readonly encodingAsDeclared: boolean;
}

/** Element while it is built. */
type Draft = { -readonly [K in keyof Element]: Element[K] } & { children: Draft[] };

/** What fast-xml-parser gives with `preserveOrder`: `{ tag: children, ':@': attributes }`, or text. */
type Node = Readonly<Record<string, unknown>>;

const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';
/** Content of an embedded document: thousands of characters of Base64 without a space. Parsed, it would cost more than all else. */
const EMBEDDED = />[A-Za-z0-9+/=\r\n\t]{2048,}</g;

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);
const NONE: Readonly<Record<string, string>> = Object.freeze({});

/** Parses XML that others wrote: no document type, no entities, bounded in size and depth. Throws `XML_DAMAGED`. */
export async function parseXml(bytes: Uint8Array): Promise<XmlDocument> {
  if (bytes.length > MAX_XML_BYTES) {
    throw damaged(
      `The XML has ${bytes.length} bytes; ${MAX_XML_BYTES} are the limit.`,
      'Embedded documents make it large: ask for them apart.',
    );
  }
  const { text: whole, asDeclared } = decodeXml(bytes);
  refuseDocumentType(whole);
  const text = whole.replace(EMBEDDED, '><');
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw damaged(`The XML is not well-formed: line ${valid.err.line}: ${valid.err.msg}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    cdataPropName: CDATA,
    trimValues: false,
    jPath: false,
    maxNestedTags: MAX_XML_DEPTH,
  });
  let nodes: readonly Node[];
  try {
    nodes = parser.parse(text) as readonly Node[];
  } catch (cause) {
    throw damaged(`The XML cannot be parsed: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const roots = nodes.filter((node) => tagOf(node) !== null);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw damaged(`The XML has ${roots.length} roots instead of one.`);
  return { root: build(root, null), encodingAsDeclared: asDeclared };
}

/** Walks from one `<!` to the next, over comments and CDATA; each character is passed once, whatever the text. */
function refuseDocumentType(text: string): void {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null;
    if (end === null) {
      throw damaged(
        'The XML has a document type or entities.',
        'No e-invoice needs them and they can be misused: ask the sender for a file without.',
      );
    }
    const after = text.indexOf(end, at + 4);
    // One that does not end is for the parser to report.
    if (after < 0) return;
    at = after + end.length;
  }
}

function damaged(message: string, hint = 'Ask the sender for the file again.'): InvoicectlError {
  // The parser's own messages quote the text, in full.
  return new InvoicectlError('XML_DAMAGED', message.length > 200 ? `${message.slice(0, 200)}…` : message, { hint });
}

function tagOf(node: Node): string | null {
  for (const key in node) if (key !== ATTRIBUTES && key !== TEXT && key !== CDATA) return key;
  return null;
}

const local = (tag: string) => tag.slice(tag.indexOf(':') + 1);

function build(node: Node, parent: Draft | null): Draft {
  const tag = tagOf(node) ?? '';
  const element: Draft = {
    name: local(tag),
    tag,
    attributes: attributesOf(node),
    children: [],
    text: '',
    parent,
    position: 0,
  };
  let text = '';
  for (const child of node[tag] as readonly Node[]) {
    const data = child[TEXT];
    if (typeof data === 'string') text += resolve(data);
    else if (CDATA in child) text += (child[CDATA] as readonly Node[]).map((part) => String(part[TEXT] ?? '')).join('');
    else if (tagOf(child) !== null) element.children.push(build(child, element));
  }
  element.text = text.trim();
  number(element.children);
  return element;
}

/** Gives siblings of the same tag their positions. */
function number(children: readonly Draft[]): void {
  const last = new Map<string, Draft>();
  for (const child of children) {
    const before = last.get(child.tag);
    if (before !== undefined) {
      if (before.position === 0) before.position = 1;
      child.position = before.position + 1;
    }
    last.set(child.tag, child);
  }
}

function attributesOf(node: Node): Readonly<Record<string, string>> {
  const raw = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
  if (raw === undefined) return NONE;
  const attributes: Record<string, string> = {};
  // Namespace declarations keep their prefix, so that they cannot hide an attribute of the same local name.
  for (const name in raw) attributes[name.startsWith('xmlns') ? name : local(name)] = resolve(String(raw[name])).trim();
  return attributes;
}

/** Resolves the five named references and numbers. Any other reference is to an entity that nobody declared. */
function resolve(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([^;&\s]{1,40}))?;?/g, (whole, decimal, hex, name) => {
    const closed = whole.endsWith(';');
    const named = name === undefined ? undefined : NAMED.get(name);
    if (closed && named !== undefined) return named;
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    if (closed && isCharacter(code)) return String.fromCodePoint(code);
    throw damaged(`The XML refers to something that it does not define: ${whole}`);
  });
}

/** Whether XML 1.0 allows the character. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Path of an element with its siblings counted: `/Invoice/cac:InvoiceLine[2]/cbc:ID`. */
export function pathOf(element: Element): string {
  const step = element.position === 0 ? element.tag : `${element.tag}[${element.position}]`;
  return `${element.parent === null ? '' : pathOf(element.parent)}/${step}`;
}

const steps = new Map<string, readonly (readonly string[])[]>();

/** `A/B|C` as alternatives of steps; queries are literals in code, so the cache stays small. */
function stepsOf(query: string): readonly (readonly string[])[] {
  let known = steps.get(query);
  if (known === undefined) {
    known = query.split('|').map((path) => path.split('/'));
    steps.set(query, known);
  }
  return known;
}

/** Every element at a path of names; of alternatives `A/B|C`, all, in that order. */
export function all(from: Element | undefined, query: string): readonly Element[] {
  if (from === undefined) return [];
  const found: Element[] = [];
  for (const path of stepsOf(query)) descend(from, path, 0, found);
  return found;
}

function descend(from: Element, path: readonly string[], depth: number, found: Element[]): void {
  for (const child of from.children) {
    if (child.name !== path[depth]) continue;
    if (depth === path.length - 1) found.push(child);
    else descend(child, path, depth + 1, found);
  }
}

/** The first element at a path of names; of alternatives `A/B|C`, the first that is there. */
export function first(from: Element | undefined, query: string): Element | undefined {
  if (from === undefined) return undefined;
  for (const path of stepsOf(query)) {
    const found = firstAt(from, path, 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstAt(from: Element, path: readonly string[], depth: number): Element | undefined {
  for (const child of from.children) {
    if (child.name !== path[depth]) continue;
    if (depth === path.length - 1) return child;
    const found = firstAt(child, path, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Text of the first element at a path that has any; `''` when none has. */
export function textAt(from: Element | undefined, query: string): string {
  return all(from, query).find((element) => element.text !== '')?.text ?? '';
}
