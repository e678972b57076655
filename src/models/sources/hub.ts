import { InvoicectlError } from '../../core/errors.ts';
import { refusal } from '../net/failure.ts';
import { Passing } from '../net/patience.ts';
import type { Net, Reply } from '../net/request.ts';
import type { ModelCard } from '../registry.ts';
import { DIGEST } from '../store/digest.ts';
import type { HuggingFace } from '../store/hugging-face.ts';
import type { Listing, Source, SourceFile } from './source.ts';
import { piece, reach } from './web.ts';

const LOGIN = 'set HF_TOKEN, or run "hf auth login"; tokens are made at https://huggingface.co/settings/tokens.';

/**
 * The repository of a model on the Hugging Face hub, or on a mirror of it. @huggingface/hub says what is there; its own
 * download begins anew after every break and checks nothing, so the bytes are fetched here.
 */
export async function hubSource(card: ModelCard, hub: HuggingFace, net: Net): Promise<Source> {
  if (hub.offline) {
    throw new InvoicectlError('MODEL_OFFLINE', `${card.name} would have to be fetched, and HF_HUB_OFFLINE is set.`, {
      hint: `Unset it, or take the files from elsewhere: invoicectl models pull ${card.name} --from FOLDER`,
    });
  }
  if (!/^https?:\/\//.test(hub.endpoint) || !URL.canParse(hub.endpoint)) {
    throw new InvoicectlError('USAGE', `HF_ENDPOINT is "${hub.endpoint}", and must be an address like https://host.`);
  }
  const token = await hub.token();
  const headers = { 'User-Agent': 'invoicectl', ...(token !== null && { Authorization: `Bearer ${token}` }) };
  const refuse = (what: string) => (reply: Reply) =>
    refusal(reply, { what, page: `${hub.endpoint}/${card.repo}`, login: LOGIN });
  let revision = card.revision;

  /** What @huggingface/hub asks by: it gets answers that are answers, the others are thrown. */
  const fetching: typeof fetch = async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const own = url.origin === new URL(hub.endpoint).origin ? headers : { 'User-Agent': 'invoicectl' };
    const reply = await reach(url, { ...own, Accept: 'application/json', 'Accept-Encoding': 'identity' }, net);
    if (reply.status !== 200) throw await refuse(card.repo)(reply);
    const { Readable } = await import('node:stream');
    const link = reply.headers.link;
    return new Response(Readable.toWeb(reply.body) as ReadableStream<Uint8Array>, {
      headers: { 'Content-Type': 'application/json', ...(typeof link === 'string' && { Link: link }) },
    });
  };

  return {
    name: card.repo,
    branch: /^[0-9a-f]{40}$/.test(card.revision) ? null : card.revision,
    whole: false,
    async list() {
      try {
        const listing = await listRepo(card, { hubUrl: hub.endpoint, fetch: fetching });
        revision = listing.revision;
        return listing;
      } catch (error) {
        throw foreign(error, hub.endpoint);
      }
    },
    async read(file, from) {
      const path = file.path.split('/').map(encodeURIComponent).join('/');
      const url = new URL(`${hub.endpoint}/${card.repo}/resolve/${revision}/${path}`);
      return piece(url, from, headers, net, refuse(`${card.repo}/${file.path}`));
    },
  };
}

/** The commit that a card's revision stands for, and its files. */
async function listRepo(
  { repo, revision }: ModelCard,
  hub: { readonly hubUrl: string; readonly fetch: typeof fetch },
): Promise<Listing & { readonly revision: string }> {
  const { listFiles, modelInfo } = await import('@huggingface/hub');
  const { sha } = await modelInfo({ ...hub, name: repo, revision, additionalFields: ['sha'] });
  if (!/^[0-9a-f]{40}$/.test(sha)) throw new SyntaxError(`its commit is "${sha}"`);
  const files: SourceFile[] = [];
  for await (const { type, path, size, oid, lfs } of listFiles({ ...hub, repo, revision: sha, recursive: true })) {
    if (type !== 'file') continue;
    const digest = lfs ? `sha256:${lfs.oid}` : oid === undefined ? null : `git:${oid}`;
    if (digest !== null && !DIGEST.test(digest)) throw new SyntaxError(`the hash of ${path} is "${digest}"`);
    files.push({ path, bytes: lfs?.size ?? size, digest, version: '' });
  }
  return { revision: sha, files };
}

/** What @huggingface/hub makes of an answer that was cut off, or that is none of a hub: the page of a login, say. */
function foreign(error: unknown, endpoint: string): unknown {
  if (error instanceof InvoicectlError || error instanceof Passing || !(error instanceof Error)) return error;
  if (error.name === 'AbortError') return error;
  if (!(error instanceof SyntaxError || error instanceof TypeError)) {
    return new Passing(`${endpoint} broke off`, { cause: error });
  }
  return new InvoicectlError('MODEL_UNREACHABLE', `${endpoint} does not answer as the hub does: ${error.message}.`, {
    hint: 'Look at HF_ENDPOINT, and whether the network wants a login first.',
    cause: error,
  });
}
