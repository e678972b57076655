import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { retryAfter } from '../../src/models/net/failure.ts';
import { proxyFor } from '../../src/models/net/proxy.ts';
import { invoicectl, temporaryFolder } from '../commands/cli.ts';
import { listen, startHub } from './hub-server.ts';
import { pullHere, readerRepo } from './pulling.ts';

describe('which proxy', () => {
  const named = (url: string, env: NodeJS.ProcessEnv) => proxyFor(new URL(url), env)?.href ?? null;
  const both = { HTTPS_PROXY: 'http://proxy:3128', http_proxy: 'plain:80' };
  test.each([
    ['https://huggingface.co/x', both, 'http://proxy:3128/'],
    ['http://huggingface.co/x', both, 'http://plain/'],
    ['https://huggingface.co/x', {}, null],
    ['https://huggingface.co/x', { ALL_PROXY: 'http://all:1' }, 'http://all:1/'],
    ['https://huggingface.co/x', { ...both, https_proxy: 'http://lower:2' }, 'http://lower:2/'],
    ['https://huggingface.co/x', { ...both, NO_PROXY: 'huggingface.co' }, null],
    ['https://cdn.huggingface.co/x', { ...both, NO_PROXY: '.huggingface.co' }, null],
    ['https://cdn.huggingface.co/x', { ...both, no_proxy: 'localhost, *.huggingface.co' }, null],
    ['https://nothuggingface.co/x', { ...both, NO_PROXY: 'huggingface.co' }, 'http://proxy:3128/'],
    ['https://huggingface.co/x', { ...both, NO_PROXY: 'huggingface.co:8443' }, 'http://proxy:3128/'],
    ['https://huggingface.co:8443/x', { ...both, NO_PROXY: 'huggingface.co:8443' }, null],
    ['https://[::1]/x', { ...both, NO_PROXY: '[::1]' }, null],
    ['https://huggingface.co/x', { ...both, NO_PROXY: '*' }, null],
  ])('%s with %j: %s', (url, env, expected) => expect(named(url, env)).toBe(expected));

  test('one that is no proxy of the web is said', () => {
    expect(() => named('https://x/', { HTTPS_PROXY: 'socks5://proxy:1080' })).toThrow(/no http:\/\/ or https:\/\//);
  });
});

test('what a server asks to wait', () => {
  expect(retryAfter('120')).toBe(120_000);
  expect(retryAfter('Wed, 21 Oct 2026 07:28:00 GMT', Date.UTC(2026, 9, 21, 7, 27))).toBe(60_000);
  expect(retryAfter('soon')).toBeUndefined();
});

/** A proxy that notes what it is asked, and wants to know who asks. */
async function startProxy(who: string) {
  const asked: string[] = [];
  const allowed = (given: string | undefined) => given === `Basic ${Buffer.from(who).toString('base64')}`;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!allowed(request.headers['proxy-authorization'])) return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    request.pipe(
      ask(request.url ?? '', { headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (!allowed(request.headers['proxy-authorization']))
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  const port = await listen(server);
  return { url: `http://${who}@127.0.0.1:${port}`, without: `http://127.0.0.1:${port}`, asked };
}

test('a pull goes through a proxy, but not where NO_PROXY says otherwise', async () => {
  const hub = await startHub(readerRepo());
  const proxy = await startProxy('me:word');
  const env = { HF_ENDPOINT: hub.url, HTTP_PROXY: proxy.url, NO_PROXY: 'localhost' };
  expect(
    await invoicectl(['models', 'pull', 'smolvlm2-256m'], { env: { ...env, HF_HUB_CACHE: temporaryFolder() } }),
  ).toMatchObject({ code: 0 });
  expect(proxy.asked.length).toBe(hub.seen.filter(({ host }) => host === 'hub').length);
  expect(proxy.asked.every((line) => line.startsWith(`GET ${hub.url}/`))).toBe(true);
  const refused = { ...env, HTTP_PROXY: proxy.without, HF_HUB_CACHE: temporaryFolder() };
  await expect(pullHere(refused).pulled).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
    message: expect.stringContaining('407'),
  });
});

/** A certificate that only we trust; `null` where there is no openssl. */
function certificate(folder: string) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=hub.test',
    '-addext',
    'subjectAltName=DNS:hub.test',
  ];
  try {
    execFileSync('openssl', made, { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { path: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

test('an encrypted hub is reached through a tunnel, and its certificate is looked at', async (context) => {
  const made = certificate(temporaryFolder());
  if (made === null) return context.skip('no openssl');
  const hub = await startHub(readerRepo());
  const secure = createSecure({ key: made.key, cert: made.cert }, (request, response) => {
    request.pipe(
      ask(
        new URL(request.url ?? '', hub.url),
        { method: request.method ?? 'GET', headers: request.headers, agent: false },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      ),
    );
  });
  const port = await listen(secure);
  const proxy = await startProxy('me:word');
  const env = { HF_ENDPOINT: `https://hub.test:${port}`, HTTPS_PROXY: proxy.url, HF_HUB_CACHE: temporaryFolder() };
  const trusting = { ...env, NODE_EXTRA_CA_CERTS: made.path };
  // Its list of files leads on to the hub without encryption, on purpose: only the first page is asked for.
  const ran = await invoicectl(['models', 'pull', 'smolvlm2-256m'], { env: trusting });
  expect(ran).toMatchObject({ code: 0 });
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT hub.test:${port}`]));
  expect(
    await invoicectl(['models', 'pull', 'smolvlm2-256m'], { env: { ...env, HF_HUB_CACHE: temporaryFolder() } }),
  ).toMatchObject({
    code: 8,
    stderr: expect.stringMatching(
      /certificate that is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT.*\n.*NODE_EXTRA_CA_CERTS/,
    ),
  });
  expect(
    await invoicectl(['models', 'pull', 'smolvlm2-256m'], {
      env: { ...trusting, HTTPS_PROXY: proxy.without, HF_HUB_CACHE: temporaryFolder() },
    }),
  ).toMatchObject({
    code: 8,
    stderr: expect.stringMatching(/The proxy 127.0.0.1:\d+ refuses hub.test:\d+: status 407/),
  });
});
