import { InvoicectlError } from '../../core/errors.ts';
import { jsonIn } from '../../models/json.ts';

/** What a server answered, taken apart: nothing of it has been believed yet. */
export interface Completion {
  /** What the model wrote, as one JSON object; members of other types than text are left to whoever reads them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Tokens that it counted. */
  readonly promptTokens: number;
  readonly tokens: number;
}

/** Takes an answer of `/chat/completions` apart. Throws `MODEL_FAILED` for what is no answer: cut, refused, no JSON. */
export function completionOf(body: string): Completion {
  const whole = objectOf(jsonIn(body)) ?? failed('its answer is no JSON', body);
  const [choice] = Array.isArray(whole.choices) ? whole.choices : [];
  const { message, finish_reason: end } = objectOf(choice) ?? failed('its answer has no choices', body);
  const { content, refusal } = objectOf(message) ?? failed('its answer has no message', body);
  if (typeof refusal === 'string' && refusal !== '') return failed('it refused', refusal);
  const text = textOf(content);
  const values = objectIn(text);
  if (values === null) return failed(end === 'length' ? 'its answer was cut off' : 'it wrote no JSON object', text);
  const usage = objectOf(whole.usage);
  return {
    values,
    promptTokens: count(usage?.prompt_tokens) ?? 0,
    tokens: count(usage?.completion_tokens) ?? Math.ceil(text.length / LETTERS_A_TOKEN),
  };
}

/** Where a server counts nothing. */
const LETTERS_A_TOKEN = 3;

/** Content is a text, or parts of which some are text. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => objectOf(part)?.text)
    .filter((text) => typeof text === 'string')
    .join('');
}

/** The JSON object in a text: all of it, in a fence, or with words around it. */
function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1];
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const one of [text, fenced, braced]) {
    const found = one === undefined ? null : objectOf(jsonIn(one));
    if (found !== null) return found;
  }
  return null;
}

/** A value as an object, if it is one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;

/** The beginning of what a server wrote: it may be long, and no terminal should obey it. */
export const short = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 100);

function failed(what: string, text: string): never {
  const said = short(text);
  throw new InvoicectlError('MODEL_FAILED', `the vision model failed: ${what}${said === '' ? '' : ` ("${said}")`}`);
}
