import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that a scripted server was sent. */
export interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  /** The body; `null` of a GET. */
  readonly body: {
    readonly model: string;
    readonly max_tokens: number;
    readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema: object } };
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  } | null;
}

/** What it does with one request. */
export type Act = (response: ServerResponse, seen: Seen) => void | Promise<void>;

/** A server that speaks as OpenAI's does and answers as it is told: each request by the next act, the last one again and again. */
export async function scriptedServer(
  ...acts: readonly Act[]
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    const one: Seen = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: text === '' ? null : JSON.parse(text),
    };
    const act = acts[Math.min(seen.length, acts.length - 1)];
    seen.push(one);
    await act?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** Answers with a status, a body and headers. */
export const status =
  (code: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Act =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Answers with what the model writes. */
export const writes = (content: unknown, more: object = {}): Act =>
  status(200, {
    choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop', ...more }],
    usage: { prompt_tokens: 100, completion_tokens: 20 },
  });

/** Answers with values as JSON. */
export const says = (values: object): Act => writes(JSON.stringify(values));

/** The words that a request puts to the model, without its pictures. */
export function promptOf({ body }: Seen): string {
  return (body?.messages ?? [])
    .map(({ content }) =>
      Array.isArray(content)
        ? content.map((part: { readonly text?: string }) => part.text ?? '').join('\n')
        : String(content),
    )
    .join('\n');
}
