import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The part of the environment that Hugging Face's own tools heed, understood as they understand it. */
export interface HuggingFace {
  /** Folder of the cache that all of them share. Absolute. */
  readonly cache: string;
  /** Address of the hub, or of a mirror of it, without a slash at its end. */
  readonly endpoint: string;
  /** Nothing is to be fetched. */
  readonly offline: boolean;
  /** A connection on which nothing comes for this long is given up. */
  readonly idleMs: number;
  /** Who asks; `null` for nobody. Read from a file, so only when it is needed. */
  token(): Promise<string | null>;
}

/** Reads the environment. An empty variable counts as not set. */
export function huggingFace(env: NodeJS.ProcessEnv): HuggingFace {
  const folder = (value: string) => resolve(value.replace(/^~(?=$|[\\/])/, homedir()));
  const home = folder(env.HF_HOME || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface'));
  const seconds = Number(env.HF_HUB_DOWNLOAD_TIMEOUT);
  return {
    cache: folder(env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub')),
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    offline: /^(?:1|on|yes|true)$/i.test(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE || ''),
    idleMs: seconds > 0 ? seconds * 1000 : 30_000,
    async token() {
      const given = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN;
      if (given) return given.trim() || null;
      const path = folder(env.HF_TOKEN_PATH || join(home, 'token'));
      return (await readFile(path, 'utf8').catch(() => '')).trim() || null;
    },
  };
}

/** Where the parts of one repository lie in the cache. All paths are absolute. */
export interface RepoFolder {
  readonly root: string;
  /** Contents, each under its hash. */
  readonly blobs: string;
  /** For each commit a folder of links to contents. */
  readonly snapshots: string;
  /** For each branch a file with its commit. */
  readonly refs: string;
  /** Ours: markers of models that are whole, and what is made of them. Other programs leave it alone. */
  readonly ours: string;
}

/** The folder of a repository: `models--Qdrant--colmodernvbert`. */
export function repoFolder(cache: string, repo: string): RepoFolder {
  const root = join(cache, `models--${repo.replaceAll('/', '--')}`);
  return {
    root,
    blobs: join(root, 'blobs'),
    snapshots: join(root, 'snapshots'),
    refs: join(root, 'refs'),
    ours: join(root, 'invoicectl'),
  };
}
