import { InvoicectlError } from '../../core/errors.ts';
import { retryAfter } from '../../models/net/failure.ts';

/** Where and how a server is asked. */
export interface Server {
  /** Address that the routes are below: `http://localhost:8080/v1`. */
  readonly base: string;
  readonly key: string | null;
  /** Waits; a parameter, so that tests do not. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** A server's answer that is no failure of the way there: 200, or a 4xx that whoever asked may know what to do about. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Tries of one request, and the wait after the first that failed; it doubles. */
const [TRIES, WAIT_MS] = [4, 500];
/** No page's budget lasts longer, and a server may ask for any time at all. */
const MOST_WAIT_MS = 3_600_000;
/** No answer is longer than this, in bytes. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Asks a server, again after what passes: no connection, 408, 429 and 5xx, as soon as it says (`Retry-After`) or a little
 * later each time. Throws `VLM_UNREACHABLE` where it stays so or access is refused; rejects with the reason of `signal`.
 */
export async function ask(server: Server, path: string, body: string | null, signal: AbortSignal): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const { answer, retryAfterMs, why } = await tryOnce(server, path, body, signal);
    if (answer !== null) return answer;
    signal.throwIfAborted();
    if (tries >= TRIES) throw unreachable(server, why);
    const wait = retryAfterMs ?? WAIT_MS * 2 ** (tries - 1) * (0.9 + 0.2 * server.random());
    await server.sleep(Math.min(wait, MOST_WAIT_MS), signal);
    signal.throwIfAborted();
  }
}

interface Tried {
  /** `null`: to be tried again. */
  readonly answer: Answer | null;
  readonly retryAfterMs: number | undefined;
  readonly why: string;
}

async function tryOnce(server: Server, path: string, body: string | null, signal: AbortSignal): Promise<Tried> {
  const headers = {
    ...(body !== null && { 'content-type': 'application/json' }),
    ...(server.key !== null && { authorization: `Bearer ${server.key}` }),
  };
  try {
    const method = body === null ? 'GET' : 'POST';
    // A key goes to the server that it was given for, and nowhere that this one points to.
    const response = await fetch(`${server.base}${path}`, { method, headers, body, signal, redirect: 'error' });
    const { status } = response;
    if (status === 401 || status === 403) throw refused(server, status);
    const text = await textOf(response);
    if (status === 408 || status === 429 || status >= 500) {
      return {
        answer: null,
        retryAfterMs: retryAfter(response.headers.get('retry-after') ?? undefined),
        why: `it says ${status}`,
      };
    }
    return { answer: { status, text }, retryAfterMs: undefined, why: '' };
  } catch (error) {
    if (error instanceof InvoicectlError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { answer: null, retryAfterMs: undefined, why: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new InvoicectlError('MODEL_FAILED', 'the vision model failed: its answer has no end');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const unreachable = ({ base }: Server, why: string): InvoicectlError =>
  new InvoicectlError('VLM_UNREACHABLE', `the vision model at ${base} does not answer: ${why}`, {
    hint: 'Is the server running, and is --vlm-url its address? --vlm off reads without it.',
  });

const refused = ({ base, key }: Server, status: number): InvoicectlError =>
  new InvoicectlError('VLM_UNREACHABLE', `the server at ${base} refuses access (${status})`, {
    hint: key === null ? 'Put its key into INVOICECTL_VLM_KEY.' : 'Is the key in INVOICECTL_VLM_KEY the right one?',
  });
