import { InvoicectlError } from '../../core/errors.ts';
import { Passing } from './patience.ts';
import { type Reply, textIn } from './request.ts';

/** What a connection that failed stands for: most failures pass, a wrong certificate does not. */
export function connectionFailure(error: unknown, host: string): unknown {
  if (error instanceof InvoicectlError || error instanceof Passing || !(error instanceof Error)) return error;
  if (error.name === 'AbortError') return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('CERT_') || code.startsWith('ERR_TLS') || /SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO/.test(code)) {
    return new InvoicectlError('MODEL_UNREACHABLE', `${host} shows a certificate that is not trusted: ${code}.`, {
      hint: 'Behind a proxy that looks into connections, name its certificate with NODE_EXTRA_CA_CERTS.',
      cause: error,
    });
  }
  const why =
    { ENOTFOUND: 'its name is not known', EAI_AGAIN: 'its name is not known', ECONNREFUSED: 'nobody listens there' }[
      code
    ] ??
    (error.message || code);
  return new Passing(`${host} cannot be reached: ${why}`, { cause: error });
}

/** What was asked for, in the words of a message. */
export interface Asked {
  /** `HuggingFaceTB/SmolVLM2-256M-Video-Instruct` */
  readonly what: string;
  /** Where a person reads and accepts its terms. */
  readonly page: string | null;
  /** How a person says who they are. */
  readonly login: string;
}

/** The error that an answer stands for. Reads its body. */
export async function refusal(reply: Reply, { what, page, login }: Asked): Promise<Error> {
  const { status, headers } = reply;
  const host = reply.url.host;
  const said = printable(String(headers['x-error-message'] ?? '')) || shortOf(await textIn(reply).catch(() => ''));
  const coda = said === '' ? '' : ` It says: ${said}`;
  const gated = headers['x-error-code'] === 'GatedRepo';
  if (status === 401 && !gated) {
    return new InvoicectlError('MODEL_REFUSED', `${host} does not let us have ${what} (401).${coda}`, { hint: login });
  }
  if (status === 401 || status === 403) {
    const hint = page === null ? login : `Accept its terms at ${page} and give a token of the same account: ${login}`;
    return new InvoicectlError(
      'MODEL_REFUSED',
      `${host} gives ${what} only to those who may have it (${status}).${coda}`,
      { hint },
    );
  }
  if (status === 404) return new InvoicectlError('MODEL_NOT_FOUND', `${host} has no ${what} (404).${coda}`);
  if (status === 429 || status === 408 || status >= 500) {
    const why = status === 429 ? 'asks us to slow down' : 'is in trouble';
    return new Passing(`${host} ${why} (${status})`, { afterMs: retryAfter(headers['retry-after']) });
  }
  return new InvoicectlError('MODEL_UNREACHABLE', `${host} answered ${what} with status ${status}.${coda}`);
}

/** Milliseconds that a Retry-After asks for: seconds, or a date. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What a server says in the body of an error, if a person could read it. */
function shortOf(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { readonly error?: unknown; readonly message?: unknown };
    const said = error ?? message;
    return typeof said === 'string' ? printable(said) : '';
  } catch {
    return '';
  }
}

function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
