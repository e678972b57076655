import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { invoicectl, temporaryFolder } from '../commands/cli.ts';
import { startHub } from './hub-server.ts';
import { readerRepo, TAKEN } from './pulling.ts';

const REPO = readerRepo();
const NAME = 'smolvlm2-256m';

/** A Python that has huggingface_hub: the one that INVOICECTL_PYTHON names, else `python3`. */
const PYTHON = [process.env.INVOICECTL_PYTHON, 'python3'].find(
  (python) => python && spawnSync(python, ['-c', 'import huggingface_hub']).status === 0,
);

function python(script: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const home = temporaryFolder();
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON ?? '', ['-c', script], { env: { PATH: process.env.PATH ?? '', HOME: home, ...env } });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    child.on('error', reject).on('close', () => resolve(text.trimEnd().split('\n')));
  });
}

describe.skipIf(PYTHON === undefined)("the cache is shared with Python's huggingface_hub", () => {
  test('it finds what we pulled, without the hub, and fetches none of it again', async () => {
    const hub = await startHub(REPO);
    const env = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: temporaryFolder() };
    expect(await invoicectl(['models', 'pull', NAME], { env })).toMatchObject({ code: 0 });
    const snapshot = join(env.HF_HUB_CACHE, `models--${REPO.id.replace('/', '--')}/snapshots/${REPO.commit}`);
    const offline = await python(
      `from huggingface_hub import *
print(snapshot_download('${REPO.id}'))
print(try_to_load_from_cache('${REPO.id}', 'onnx/embed_tokens.onnx'))
cache = scan_cache_dir()
print(len(cache.warnings), [(r.repo_id, [(len(v.files), list(v.refs)) for v in r.revisions]) for r in cache.repos])`,
      { HF_HUB_CACHE: env.HF_HUB_CACHE, HF_HUB_OFFLINE: '1' },
    );
    expect(offline).toEqual([
      snapshot,
      join(snapshot, 'onnx/embed_tokens.onnx'),
      `0 [('${REPO.id}', [(${TAKEN.length}, ['main'])])]`,
    ]);
    const before = hub.seen.filter(({ host }) => host === 'cdn').length;
    const online = await python(
      `from huggingface_hub import *
print(hf_hub_download('${REPO.id}', 'onnx/embed_tokens.onnx'))`,
      env,
    );
    expect(online).toEqual([join(snapshot, 'onnx/embed_tokens.onnx')]);
    expect(hub.seen.filter(({ host }) => host === 'cdn').length).toBe(before);
  });

  test('we find what it pulled, and what it removes is gone for us too', async () => {
    const hub = await startHub(REPO);
    const cache = temporaryFolder();
    const [snapshot = ''] = await python(
      `from huggingface_hub import *
print(snapshot_download('${REPO.id}', ignore_patterns=['*.safetensors']))`,
      { HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache },
    );
    const env = { HF_HUB_CACHE: cache, HF_HUB_OFFLINE: '1' };
    expect((await invoicectl(['models', 'list'], { env })).stdout).toMatch(/smolvlm2-256m +unchecked .* fp32, q8 /);
    expect(await invoicectl(['models', 'where', NAME], { env })).toMatchObject({ code: 0, stdout: `${snapshot}\n` });
    expect(await invoicectl(['models', 'verify', NAME], { env })).toMatchObject({ code: 0 });
    expect((await invoicectl(['models', 'list'], { env })).stdout).toMatch(/smolvlm2-256m +ready /);
    await python(
      `from huggingface_hub import *
cache = scan_cache_dir()
cache.delete_revisions(*[v.commit_hash for r in cache.repos for v in r.revisions]).execute()`,
      env,
    );
    expect(await invoicectl(['models', 'where', NAME], { env })).toMatchObject({ code: 7 });
    expect(readdirSync(cache).filter((name) => name.startsWith('models--'))).toEqual([]);
  });
});
