import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { connectProxy, proxyFor, proxyHeaders, tunnel } from './proxy.ts';

/** How requests are made. */
export interface Net {
  /** Names proxies: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY. */
  readonly env: NodeJS.ProcessEnv;
  /** A connection on which nothing comes for this long is given up. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/** An answer whose body has not been read. */
export interface Reply {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

const MOST_REDIRECTS = 8;

/**
 * Gets an address, through a proxy where the environment says so, and follows where it leads. `fetch` of Node would not
 * do: before Node 24 it knows no proxies. What says who we are is not told to another host.
 */
export async function get(url: URL, headers: Readonly<Record<string, string>>, net: Net): Promise<Reply> {
  let at = url;
  let own = headers;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const reply = await once(at, own, net);
    const { location } = reply.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(reply.status)) return reply;
    reply.body.resume();
    const next = new URL(location, at);
    if (next.origin !== at.origin) {
      own = Object.fromEntries(Object.entries(own).filter(([name]) => name.toLowerCase() !== 'authorization'));
    }
    at = next;
  }
  throw new Error(`${url.host} leads on and on`);
}

async function once(url: URL, headers: Readonly<Record<string, string>>, net: Net): Promise<Reply> {
  net.signal.throwIfAborted();
  const secure = url.protocol === 'https:';
  const proxy = proxyFor(url, net.env);
  const { request } = secure ? await import('node:https') : await import('node:http');
  const options: RequestOptions = { method: 'GET', headers: { Host: url.host, ...headers }, signal: net.signal };
  if (proxy === null) options.agent = false;
  else {
    const socket: Socket = secure ? await tunnel(proxy, url, net.idleMs) : connectProxy(proxy);
    options.createConnection = () => socket;
    // An address without encryption is asked of the proxy as a whole.
    if (!secure) Object.assign(options, { path: url.href, headers: { ...options.headers, ...proxyHeaders(proxy) } });
  }
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (body) =>
      resolve({ url, status: body.statusCode ?? 0, headers: body.headers, body }),
    );
    asked.setTimeout(net.idleMs, () => asked.destroy(new Error(`nothing came for ${net.idleMs / 1000} s`)));
    asked.on('error', reject).end();
  });
}

/** The body of an answer as text, as far as it is worth reading. */
export async function textIn({ body }: Reply): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += (chunk as Buffer).toString('utf8');
    if (text.length > 64e6) break;
  }
  return text;
}
