import type { XmlElement, XmlNode, XmlText } from '@rgrove/parse-xml';
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

/** Content longer than this that holds no space is an embedded document in Base64. */
const LONG_CONTENT = 2048;
const BASE64 = /^[A-Za-z0-9+/=\r\n\t]+$/;

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
  const text = withoutEmbedded(whole);
  const { parseXml: parseNodes } = await import('@rgrove/parse-xml');
  try {
    const { root } = parseNodes(text);
    if (root === null) throw damaged('The XML has no element.');
    return { root: build(root, null, 1), encodingAsDeclared: asDeclared };
  } catch (cause) {
    if (cause instanceof InvoicectlError) throw cause;
    // Elements within elements by the thousand take the parser's stack.
    if (cause instanceof RangeError) throw tooDeep();
    const [message = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw damaged(`The XML is not well-formed: ${message}`);
  }
}

/** Leaves out embedded documents: nothing reads them, and parsed they would cost more than all else. */
function withoutEmbedded(text: string): string {
  const kept: string[] = [];
  let from = 0;
  let end = 0;
  for (let begin = text.indexOf('>') + 1; begin > 0; begin = text.indexOf('>', end) + 1) {
    end = text.indexOf('<', begin);
    if (end < 0) break;
    if (end - begin > LONG_CONTENT && BASE64.test(text.slice(begin, end))) {
      kept.push(text.slice(from, begin));
      from = end;
    }
  }
  return kept.join('') + text.slice(from);
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

const tooDeep = () => damaged(`The XML has elements within elements, more than ${MAX_XML_DEPTH} deep.`);

const local = (tag: string) => tag.slice(tag.indexOf(':') + 1);

function build(node: XmlElement, parent: Draft | null, depth: number): Draft {
  if (depth > MAX_XML_DEPTH) throw tooDeep();
  const element: Draft = {
    name: local(node.name),
    tag: node.name,
    attributes: attributesOf(node),
    children: [],
    text: '',
    parent,
    position: 0,
  };
  let text = '';
  for (const child of node.children) {
    if (isElement(child)) element.children.push(build(child, element, depth + 1));
    else if (isText(child)) text += child.text;
  }
  element.text = text.trim();
  number(element.children);
  return element;
}

const isElement = (node: XmlNode): node is XmlElement => node.type === 'element';
const isText = (node: XmlNode): node is XmlText => node.type === 'text' || node.type === 'cdata';

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

function attributesOf({ attributes: raw }: XmlElement): Readonly<Record<string, string>> {
  let attributes: Record<string, string> | undefined;
  for (const name in raw) {
    attributes ??= {};
    // Namespace declarations keep their prefix, so that they cannot hide an attribute of the same local name.
    attributes[name.startsWith('xmlns') ? name : local(name)] = (raw[name] ?? '').trim();
  }
  return attributes ?? NONE;
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
