import { InvoicectlError } from '../../core/errors.ts';
import { connectionFailure, refusal } from '../net/failure.ts';
import { get, type Net, type Reply, textIn } from '../net/request.ts';
import { severally } from '../severally.ts';
import type { Piece, Source, SourceFile } from './source.ts';
import { parseSums, SUMS } from './sums.ts';

/** Ends the name of a file with weights, behind that of its graph. */
const DATA = /_data(?:_\d+)?$/;

/** Files that are asked after at the same time. */
const LOOKS = 8;

/** Asks for bytes of an address from some place on. What the server refuses is thrown by `refuse`. */
export async function piece(
  url: URL,
  from: number,
  headers: Readonly<Record<string, string>>,
  net: Net,
  refuse: (reply: Reply) => Promise<Error>,
): Promise<Piece> {
  const asked = { ...headers, 'Accept-Encoding': 'identity', ...(from > 0 && { Range: `bytes=${from}-` }) };
  const reply = await reach(url, asked, net);
  const begun = /^bytes (\d+)-/.exec(reply.headers['content-range'] ?? '')?.[1];
  // A server that knows no ranges sends all of it.
  if (reply.status === 200) return { from: 0, body: reply.body };
  if (reply.status === 206 && Number(begun) === from) return { from, body: reply.body };
  reply.body.resume();
  // What we have is longer than what it has: from the start, then.
  if (from > 0 && (reply.status === 416 || reply.status === 206)) return piece(url, 0, headers, net, refuse);
  throw await refuse(reply);
}

/** `get`, with the connection's failures as what they stand for. */
export async function reach(url: URL, headers: Readonly<Record<string, string>>, net: Net): Promise<Reply> {
  try {
    return await get(url, headers, net);
  } catch (error) {
    throw connectionFailure(error, url.host);
  }
}

/** An address under which a model's files lie as in its repository. Files that it may have are asked for one by one. */
export function webSource(address: string, net: Net): Source {
  if (!URL.canParse(address)) throw new InvoicectlError('USAGE', `${address} is no address that can be understood.`);
  const base = new URL(address.endsWith('/') ? address : `${address}/`);
  const headers = base.username === '' ? {} : { Authorization: basic(base) };
  base.username = '';
  base.password = '';
  const urlOf = (path: string) => new URL(path.split('/').map(encodeURIComponent).join('/'), base);
  const refuse = (path: string) => (reply: Reply) =>
    refusal(reply, { what: path, page: null, login: 'Give a name and a password in the address.' });

  async function sums(): Promise<ReadonlyMap<string, string> | null> {
    const reply = await reach(urlOf(SUMS), headers, net);
    if (reply.status === 200) return parseSums(await textIn(reply));
    if (reply.status === 404) {
      reply.body.resume();
      return null;
    }
    throw await refuse(SUMS)(reply);
  }

  async function look(path: string): Promise<SourceFile | null> {
    const reply = await reach(urlOf(path), { ...headers, 'Accept-Encoding': 'identity', Range: 'bytes=0-0' }, net);
    // The body is not wanted, and without ranges it would be all of the file.
    reply.body.destroy();
    if (reply.status === 404) return null;
    if (reply.status !== 200 && reply.status !== 206 && reply.status !== 416) throw await refuse(path)(reply);
    const { 'content-range': range, 'content-length': length, etag = '', 'last-modified': date = '' } = reply.headers;
    const bytes = reply.status === 200 ? length : range?.split('/')[1];
    return {
      path,
      bytes: bytes === undefined || bytes === '*' ? null : Number(bytes),
      digest: null,
      version: etag || date,
    };
  }

  return {
    name: base.href,
    branch: null,
    whole: true,
    async list(paths) {
      const known = await sums();
      if (known !== null) {
        const files = [...known].map(([path, sum]) => ({ path, bytes: null, digest: `sha256:${sum}`, version: '' }));
        return { revision: null, files };
      }
      const found: SourceFile[] = [];
      const lookAt = async (path: string) => {
        const file = await look(path);
        if (file !== null) found.push(file);
      };
      const [data, others] = [paths.filter((path) => DATA.test(path)), paths.filter((path) => !DATA.test(path))];
      await severally(others, LOOKS, lookAt);
      const graphs = new Set(found.map(({ path }) => path));
      await severally(
        data.filter((path) => graphs.has(path.replace(DATA, ''))),
        LOOKS,
        lookAt,
      );
      return { revision: null, files: found };
    },
    async read(file, from) {
      // Without a mark that changes with its bytes, two halves may be of two files.
      const begin = file.digest === null && file.version === '' ? 0 : from;
      const condition: Readonly<Record<string, string>> =
        begin > 0 && file.version !== '' ? { 'If-Range': file.version } : {};
      return piece(urlOf(file.path), begin, { ...headers, ...condition }, net, refuse(file.path));
    },
  };
}

function basic({ username, password }: URL): string {
  const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(who).toString('base64')}`;
}
