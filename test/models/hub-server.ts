import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A repository as the hub has it: files by their path. Large ones are those that git keeps elsewhere. */
export interface Repo {
  readonly id: string;
  readonly commit: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Something that goes wrong with an answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection breaks after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** Bytes of the right number, and wrong. */
  | { readonly spoilt: true }
  /** Nothing comes. */
  | { readonly hang: true }
  /** So many bytes, and then a pause before the next. */
  | { readonly slowly: number };

/** A request that was made. */
export interface Seen {
  readonly host: 'hub' | 'cdn';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** A server that speaks the routes of the hub, with another host that large files are fetched from, as the hub has. */
export interface Hub {
  readonly url: string;
  readonly cdn: string;
  readonly seen: readonly Seen[];
  /** Says what goes wrong with a request; asked for each. */
  fault: (request: Seen) => Fault | null;
  /** Path of the file that a request to the CDN is for. */
  fileOf(request: Seen): string | null;
}

const LARGE = 100_000;

/** Is the file kept outside of git? The hub says so for all that are large. */
export const isLarge = (bytes: Buffer) => bytes.length >= LARGE;

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
export const gitOid = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** Starts a hub with one repository, for as long as the test takes. */
export async function startHub(repo: Repo, ranges = true): Promise<Hub> {
  const seen: Seen[] = [];
  const bySum = new Map([...repo.files].map(([path, bytes]) => [sha256(bytes), path]));
  const fileOf = ({ host, path }: Seen) => (host === 'cdn' ? (bySum.get(path.split('/').at(-1) ?? '') ?? null) : null);

  const handle = (host: Seen['host']) => async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const { range, authorization } = request.headers;
    const one: Seen = { host, path: url.pathname, range, authorization };
    seen.push(one);
    const fault = hub.fault(one);
    if (fault !== null && 'hang' in fault) return;
    if (fault !== null && 'status' in fault) {
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
      return;
    }
    if (host === 'cdn') {
      const bytes = repo.files.get(fileOf(one) ?? '');
      if (bytes === undefined) response.writeHead(404).end();
      else await send(request, response, bytes, fault, ranges);
      return;
    }
    await answer(url, request, response, fault);
  };

  async function answer(url: URL, request: IncomingMessage, response: ServerResponse, fault: Fault | null) {
    const [, rest = ''] = url.pathname.split(`/${repo.id}/`);
    if (url.pathname === `/api/models/${repo.id}` || /^revision\/(?:main|[0-9a-f]{40})$/.test(rest)) {
      return json(response, modelInfo());
    }
    if (url.pathname.startsWith('/api/') && rest.startsWith(`tree/`)) return tree(url, response);
    const [verb, revision, ...path] = rest.split('/');
    const bytes = repo.files.get(path.map(decodeURIComponent).join('/'));
    if (
      !url.pathname.startsWith(`/${repo.id}/`) ||
      verb !== 'resolve' ||
      (revision !== 'main' && revision !== repo.commit)
    ) {
      return void response.writeHead(404, { 'X-Error-Code': 'RepoNotFound' }).end('{"error":"Repository not found"}');
    }
    if (bytes === undefined) return void response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
    response.setHeader('X-Repo-Commit', repo.commit);
    response.setHeader('Accept-Ranges', 'bytes');
    if (!isLarge(bytes)) {
      response.setHeader('ETag', `"${gitOid(bytes)}"`);
      return send(request, response, bytes, fault, ranges);
    }
    const headers = {
      ETag: `"${sha256(bytes)}"`,
      'X-Linked-Etag': `"${sha256(bytes)}"`,
      'X-Linked-Size': String(bytes.length),
      Location: `${hub.cdn}/repos/${sha256(bytes)}`,
    };
    response.writeHead(302, headers).end();
  }

  function modelInfo() {
    return {
      _id: '0',
      id: repo.id,
      modelId: repo.id,
      sha: repo.commit,
      private: false,
      gated: false,
      disabled: false,
      lastModified: '2025-01-01T00:00:00.000Z',
      createdAt: '2025-01-01T00:00:00.000Z',
      downloads: 0,
      likes: 0,
      tags: [],
      siblings: [...repo.files.keys()].map((rfilename) => ({ rfilename })),
    };
  }

  /** Five at a time, to see whether the next page is asked for. */
  function tree(url: URL, response: ServerResponse) {
    const all = [...repo.files].map(([path, bytes]) => ({
      type: 'file',
      path,
      size: bytes.length,
      oid: gitOid(isLarge(bytes) ? Buffer.from(`pointer to ${sha256(bytes)}`) : bytes),
      ...(isLarge(bytes) && { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
    }));
    const folder = { type: 'directory', path: 'onnx', size: 0, oid: '0'.repeat(40) };
    const from = Number(url.searchParams.get('cursor') ?? 0);
    if (from + 5 < all.length) {
      url.searchParams.set('cursor', String(from + 5));
      response.setHeader('Link', `<${hub.url}${url.pathname}${url.search}>; rel="next"`);
    }
    json(response, [...(from === 0 ? [folder] : []), ...all.slice(from, from + 5)]);
  }

  const [hubServer, cdnServer] = [createServer(handle('hub')), createServer(handle('cdn'))];
  const hub: Hub & { url: string; cdn: string } = {
    // Two names of the same machine: what is told to one must not be told to the other.
    url: `http://127.0.0.1:${await listen(hubServer)}`,
    cdn: `http://localhost:${await listen(cdnServer)}`,
    seen,
    fault: () => null,
    fileOf,
  };
  return hub;
}

/** Has a server listen on a free port until the test ends. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/** Sends bytes, or the part of them that was asked for. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  whole: Buffer,
  fault: Fault | null,
  ranges: boolean,
): Promise<void> {
  const asked = ranges ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') : null;
  const from = Number(asked?.[1] ?? 0);
  const to = asked?.[2] ? Math.min(Number(asked[2]), whole.length - 1) : whole.length - 1;
  if (asked !== null && from >= whole.length && whole.length > 0) {
    response.writeHead(416, { 'Content-Range': `bytes */${whole.length}` }).end();
    return;
  }
  let bytes = whole.subarray(from, to + 1);
  if (fault !== null && 'spoilt' in fault) bytes = Buffer.from(bytes.map((byte) => byte ^ 1));
  response.writeHead(asked === null ? 200 : 206, {
    'Content-Length': bytes.length,
    ...(asked !== null && { 'Content-Range': `bytes ${from}-${to}/${whole.length}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (fault !== null && 'cutAfter' in fault && fault.cutAfter < bytes.length) {
    response.write(bytes.subarray(0, fault.cutAfter), () => response.destroy());
    return;
  }
  if (fault !== null && 'slowly' in fault) {
    for (let at = 0; at < bytes.length && !response.destroyed; at += fault.slowly) {
      response.write(bytes.subarray(at, at + fault.slowly));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    response.end();
    return;
  }
  response.end(bytes);
}
