import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { InvoicectlError } from '../../core/errors.ts';

/** The proxy that the environment names for an address; `null` where it is reached directly. Throws `USAGE`. */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | null {
  const of = (name: string) => env[name.toLowerCase()] || env[name];
  const given = of(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || of('ALL_PROXY');
  if (!given || isExempt(url, of('NO_PROXY') ?? '')) return null;
  const text = given.includes('://') ? given : `http://${given}`;
  const proxy = URL.canParse(text) ? new URL(text) : null;
  if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy;
  throw new InvoicectlError('USAGE', 'The proxy that the environment names is no http:// or https:// address.', {
    hint: 'Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY.',
  });
}

/** Whether NO_PROXY names an address: a host, a domain with or without its dot, either with a port, or `*`. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const { name = '', port: only } = /^\[?(?<name>.*?)\]?(?::(?<port>\d+))?$/.exec(entry)?.groups ?? {};
      if (only !== undefined && only !== port) return false;
      const domain = name.replace(/^\*?\./, '');
      return name === '*' || host === domain || host.endsWith(`.${domain}`);
    });
}

/** Header that says to a proxy who asks; nothing where its address names nobody. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(who).toString('base64')}` };
}

/** A connection to the proxy itself. */
export function connectProxy(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  return proxy.protocol === 'https:'
    ? connectTls({ host, port: Number(proxy.port || 443), servername: host })
    : connectTcp({ host, port: Number(proxy.port || 80) });
}

/** An encrypted connection to `url` through a proxy, which sees only the name of the host. */
export async function tunnel(proxy: URL, url: URL, limitMs: number): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const socket = connectProxy(proxy);
  socket.setTimeout(limitMs, () => socket.destroy(new Error(`the proxy ${proxy.host} does not answer`)));
  const asked = Object.entries({ Host: target, ...proxyHeaders(proxy) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`CONNECT ${target} HTTP/1.1\r\n${asked.join('')}\r\n`);
  const status = await statusOf(socket);
  if (status !== 200) {
    socket.destroy();
    throw new InvoicectlError('MODEL_UNREACHABLE', `The proxy ${proxy.host} refuses ${target}: status ${status}.`, {
      ...(status === 407 && { hint: 'It wants to know who asks: HTTPS_PROXY=http://name:password@host:port' }),
    });
  }
  socket.setTimeout(0);
  return connectTls({ socket, servername: url.hostname.replace(/^\[|\]$/g, ''), ALPNProtocols: ['http/1.1'] });
}

/** Status of the answer to CONNECT; nothing follows it before we speak. */
function statusOf(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    const stop = () => socket.off('data', onData).off('error', onError).off('close', onClose);
    const onError = (error: Error) => {
      stop();
      reject(error);
    };
    const onClose = () => onError(new Error('the proxy closed the connection'));
    const onData = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      stop();
      resolve(Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0));
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}
