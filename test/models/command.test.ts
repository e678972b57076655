import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locate } from '../../src/models/locate.ts';
import { cardOf } from '../../src/models/registry.ts';
import { repoFolder } from '../../src/models/store/hugging-face.ts';
import { invoicectl, ROOT, temporaryFolder } from '../commands/cli.ts';
import { sha256, startHub } from './hub-server.ts';
import { contents, readerRepo, tinyRepo } from './pulling.ts';

const NAME = 'smolvlm2-256m';
const REPO = readerRepo(2_000_000);
const TINY = join(ROOT, 'fixtures/models/smolvlm2-tiny');

/** Runs `invoicectl models …` with a cache and a home of its own. */
function inCache(more: Readonly<Record<string, string>> = {}) {
  const cache = temporaryFolder();
  const env = { HF_HUB_CACHE: cache, INVOICECTL_HOME: join(cache, 'home'), ...more };
  const models = (...args: readonly string[]) => invoicectl(['models', ...args], { env });
  return { env, models, folder: repoFolder(cache, REPO.id) };
}

describe('pull', () => {
  test('off a terminal: a line for each large file, and what came of it', async () => {
    const hub = await startHub(tinyRepo());
    const { models } = inCache({ HF_ENDPOINT: hub.url });
    const { code, stdout, stderr } = await models('pull', NAME);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.trimEnd().split('\n').sort()).toEqual([
      '  onnx/decoder_model_merged.onnx  1.4 MB',
      '  onnx/vision_encoder.onnx  1.2 MB',
      expect.stringMatching(/^ {2}smolvlm2-256m is ready: 3.2 MB, 3.2 MB fetched in \d/),
      '  smolvlm2-256m: all of it is here; making faster graphs of it, once',
    ]);
    expect((await models('pull', NAME)).stderr).toBe('  smolvlm2-256m is ready: 3.2 MB, was here.\n');
    expect((await models('pull', NAME, '--quiet')).stderr).toBe('');
  });

  test('--json: a line for each file, and one for the model', async () => {
    const repo = tinyRepo();
    const hub = await startHub(repo);
    const { models, folder } = inCache({ HF_ENDPOINT: hub.url });
    const { code, stdout, stderr } = await models('pull', NAME, '--json', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly file?: string; readonly bytes: number });
    const files = lines.slice(0, -1);
    expect(files.map(({ file }) => file).sort()).toEqual(
      [...repo.files.keys()].filter((path) => !path.includes('_quantized')).sort(),
    );
    for (const { file = '', bytes } of files) expect(bytes).toBe(repo.files.get(file)?.length);
    expect(lines.at(-1)).toMatchObject({
      model: NAME,
      revision: repo.commit,
      folder: join(folder.snapshots, repo.commit),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  });

  test('graphs of which nothing can be made are a model all the same', async () => {
    const hub = await startHub(REPO);
    const { models } = inCache({ HF_ENDPOINT: hub.url });
    expect(await models('pull', NAME)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /what makes smolvlm2-256m faster is left for its first use: .*\n {2}smolvlm2-256m is ready/,
      ),
    });
    expect(await models('where', NAME)).toMatchObject({ code: 0 });
  });

  test('killed in the middle, again and again, it gets there in the end', async () => {
    const hub = await startHub(REPO);
    const { env, models, folder } = inCache({ HF_ENDPOINT: hub.url });
    for (const afterMs of [30, 150, 300]) {
      const { signal } = await invoicectl(['models', 'pull', NAME], {
        env,
        meet: (child) => {
          hub.fault = ({ host }) => {
            if (host !== 'cdn') return null;
            setTimeout(() => child.kill('SIGKILL'), afterMs);
            return { slowly: 20_000 };
          };
        },
      });
      expect(signal).toBe('SIGKILL');
      expect(await locate(NAME, env)).toBeNull();
      expect((await models('where', NAME)).code).toBe(7);
    }
    const begun = readdirSync(folder.blobs).filter((name) => name.endsWith('.incomplete'));
    expect(begun.length).toBeGreaterThan(0);
    hub.fault = () => null;
    expect(await models('pull', NAME)).toMatchObject({ code: 0 });
    expect(hub.seen.some(({ range }) => range !== undefined)).toBe(true);
    const model = await locate(NAME, env);
    for (const [path, bytes] of contents(model?.folder ?? ''))
      expect(bytes.equals(REPO.files.get(path) ?? bytes.subarray(1)), path).toBe(true);
    expect(readdirSync(folder.blobs).filter((name) => name.endsWith('.incomplete'))).toEqual([]);
    expect(readdirSync(folder.ours).filter((name) => !name.startsWith(`${NAME}-`))).toEqual([`${NAME}.json`]);
  });

  test('two at once: one fetches, the other waits and finds all of it', async () => {
    const hub = await startHub(REPO);
    hub.fault = ({ host }) => (host === 'cdn' ? { slowly: 200_000 } : null);
    const { models, env } = inCache({ HF_ENDPOINT: hub.url });
    const both = await Promise.all([models('pull', NAME), models('pull', NAME)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const said = both.map(({ stderr }) => stderr).sort();
    expect(said.some((text) => text.includes('another process is pulling smolvlm2-256m; waiting for it'))).toBe(true);
    expect(said.some((text) => text.endsWith('is ready: 6.2 MB, was here.\n'))).toBe(true);
    const fetched = hub.seen.filter(({ host }) => host === 'cdn');
    expect(fetched).toHaveLength(new Set(fetched.map(({ path }) => path)).size);
    expect(await locate(NAME, env)).not.toBeNull();
  });

  test('Ctrl-C stops it, and says how to go on', async () => {
    const hub = await startHub(REPO);
    hub.fault = ({ host }) => (host === 'cdn' ? { slowly: 20_000 } : null);
    const { env } = inCache({ HF_ENDPOINT: hub.url });
    const { code, stderr } = await invoicectl(['models', 'pull', NAME], {
      env,
      meet: (child) => void setTimeout(() => child.kill('SIGINT'), 600),
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '  Stopped. The same command goes on from here.\n' });
  });

  test('without the hub: HF_HUB_OFFLINE is heeded, and what is here is enough', async () => {
    const hub = await startHub(REPO);
    const { models } = inCache({ HF_ENDPOINT: hub.url, HF_HUB_OFFLINE: '1' });
    expect(await models('pull', NAME)).toMatchObject({
      code: 8,
      stderr: expect.stringMatching(/HF_HUB_OFFLINE is set.\n.*--from FOLDER\n$/),
    });
    expect(await models('pull', NAME, '--from', TINY, '--quiet')).toEqual({
      code: 0,
      signal: null,
      stdout: '',
      stderr: '',
    });
    expect(await models('pull', NAME)).toMatchObject({ code: 0, stderr: expect.stringContaining('was here') });
    expect(hub.seen).toEqual([]);
  });

  test('terms are accepted by name, before anything is asked for', async () => {
    const hub = await startHub({ ...REPO, id: cardOf('colpali-v1.3').repo });
    const { models } = inCache({ HF_ENDPOINT: hub.url });
    expect(await models('pull', 'colpali-v1.3')).toEqual({
      code: 8,
      signal: null,
      stdout: '',
      stderr:
        '  colpali-v1.3 comes under the Gemma Terms of Use: https://ai.google.dev/gemma/terms\n' +
        '  If you accept them: invoicectl models pull colpali-v1.3 --accept gemma\n',
    });
    expect(hub.seen).toEqual([]);
    const from = join(ROOT, 'fixtures/models/colpali-tiny');
    expect(await models('pull', 'colpali-v1.3', '--accept', 'gemma', '--from', from)).toMatchObject({ code: 0 });
  });

  test.each([
    [['pull', 'smolvlm'], 2, /There is no model called "smolvlm"/],
    [['pull', NAME, '--dtype', 'fp33'], 2, /"fp33" names no dtype/],
    [['pull', NAME, '--from', '/nowhere/at all'], 5, /\/nowhere\/at all is no folder that can be read/],
    [
      ['pull', NAME, '--from', join(ROOT, 'fixtures/models/images')],
      5,
      /has no config.json, .* which smolvlm2-256m needs/,
    ],
    [['pull', NAME, '--from', TINY, '--dtype', 'q4'], 5, /no vision_encoder in q4; it is there in fp32, q8/],
    [['where', NAME], 7, /invoicectl models pull smolvlm2-256m/],
    [['verify', NAME], 7, /is not on this machine/],
    [['clean', NAME], 2, /Add --yes/],
    [['fetch'], 2, /Unknown command 'fetch'/],
  ])('%j ends with %i', async (args, code, stderr) => {
    expect(await inCache().models(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  test('a cache that cannot be written is said', async () => {
    const { env } = inCache();
    const file = join(env.HF_HUB_CACHE, 'file');
    writeFileSync(file, '');
    const ran = await invoicectl(['models', 'pull', NAME, '--from', TINY], {
      env: { ...env, HF_HUB_CACHE: join(file, 'hub') },
    });
    expect(ran).toMatchObject({ code: 6, stderr: expect.stringMatching(/cannot be written/) });
  });
});

describe('list, verify, clean', () => {
  test('list says what is here, and doctor too', async () => {
    const { models, env } = inCache();
    const none = await models('list');
    expect(none.stdout).toMatch(/^ {2}colpali-v1.3 +absent +6.5 GB +~13.0 GB +Gemma Terms of Use/m);
    expect(none.stderr).toBe('  None is here. Fetch one with: invoicectl models pull smolvlm2-256m\n');
    await models('pull', NAME, '--from', TINY);
    expect((await models('list')).stdout).toMatch(/^ {2}smolvlm2-256m +ready +4.1 MB +~1.6 GB +fp32, q8 +Apache-2.0/m);
    const [first] = (await models('list', '--json')).stdout
      .split('\n')
      .map((line) => JSON.parse(line || '{}') as object);
    expect(first).toMatchObject({ name: NAME, state: 'ready', from: TINY, dtypes: ['fp32', 'q8'] });
    expect((await invoicectl(['doctor'], { env })).stdout).toMatch(/^ {2}models +ok +smolvlm2-256m \(fp32, q8\)$/m);
  });

  test('verify finds a bit that has turned; the model is none until it is pulled again', async () => {
    const { models, env, folder } = inCache();
    await models('pull', NAME, '--from', TINY);
    expect(await models('verify')).toMatchObject({ code: 0, stdout: '  smolvlm2-256m  ok  15 files, 4.1 MB\n' });
    const path = 'onnx/embed_tokens.onnx';
    const bytes = contents(TINY).get(path) ?? Buffer.alloc(1);
    const turned = Buffer.from(bytes);
    turned[1000] = (turned[1000] ?? 0) ^ 4;
    writeFileSync(join(folder.blobs, sha256(bytes)), turned);
    expect(await models('verify', '--json')).toMatchObject({
      code: 7,
      stdout: expect.stringContaining(`{"path":"${path}","bytes":${bytes.length},"state":"damaged"}`),
    });
    expect(await locate(NAME, env)).toBeNull();
    expect(await models('pull', NAME, '--from', TINY)).toMatchObject({ code: 0 });
    expect(await models('verify')).toMatchObject({ code: 0 });
  });

  test('clean removes a model, and only that', async () => {
    const { models, folder, env } = inCache();
    await models('pull', NAME, '--from', TINY);
    await models('pull', 'colmodernvbert', '--from', join(ROOT, 'fixtures/models/colmodernvbert-tiny'));
    expect(await models('clean', NAME, '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^ {2}smolvlm2-256m: \d.\d MB freed.\n$/),
    });
    expect(existsSync(folder.root)).toBe(false);
    expect(await locate('colmodernvbert', env)).not.toBeNull();
  });

  test('clean keeps the revisions of other programs, and the contents that they share', async () => {
    const { models, folder, env } = inCache();
    await models('pull', NAME, '--from', TINY);
    const model = await locate(NAME, env);
    const theirs = join(folder.snapshots, 'd'.repeat(40));
    cpSync(model?.folder ?? '', theirs, { recursive: true, verbatimSymlinks: true });
    rmSync(join(theirs, 'onnx/vision_encoder.onnx'));
    const alone = sha256(readFileSync(join(TINY, 'onnx/vision_encoder.onnx')));
    expect(readdirSync(folder.blobs)).toContain(alone);
    expect(await models('clean', NAME, '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^ {2}smolvlm2-256m: \d.\d MB freed.\n$/),
    });
    expect(
      contents(theirs)
        .get('tokenizer.json')
        ?.equals(contents(TINY).get('tokenizer.json') ?? Buffer.alloc(0)),
    ).toBe(true);
  });

  test('clean without a name removes what is left over, and leaves what is whole', async () => {
    const { models, folder, env } = inCache();
    await models('pull', NAME, '--from', TINY, '--dtype', 'q8');
    const older = await locate(NAME, env);
    await models('pull', NAME, '--from', TINY, '--dtype', 'fp32');
    writeFileSync(join(folder.blobs, `${'a'.repeat(64)}.invoicectl.incomplete`), Buffer.alloc(1000));
    writeFileSync(join(folder.blobs, `${'a'.repeat(64)}.incomplete`), 'of another program');
    expect(existsSync(older?.folder ?? '')).toBe(true);
    const { code, stdout } = await models('clean', '--json');
    expect(code).toBe(0);
    const { freed } = JSON.parse(stdout) as { readonly freed: number };
    expect(freed).toBeGreaterThan(900_000);
    expect(existsSync(older?.folder ?? '')).toBe(false);
    expect(readdirSync(folder.blobs).filter((name) => name.endsWith('.incomplete'))).toEqual([
      `${'a'.repeat(64)}.incomplete`,
    ]);
    expect(await models('verify')).toMatchObject({ code: 0 });
  });
});

const PTY = existsSync('/usr/bin/script');

test.skipIf(!PTY)('on a terminal a bar for each file that is on its way', async () => {
  const hub = await startHub(REPO);
  hub.fault = ({ host }) => (host === 'cdn' ? { slowly: 150_000 } : null);
  const { env } = inCache({ HF_ENDPOINT: hub.url, TERM: 'xterm' });
  const { runNode } = await import('../commands/cli.ts');
  const line = `${process.execPath} bin/invoicectl.js models pull ${NAME}`;
  const ran = await runNode(
    [
      '-e',
      `require('node:child_process').spawnSync('script', ['-qec', ${JSON.stringify(line)}, '/dev/null'], { stdio: 'inherit' })`,
    ],
    { env },
  );
  expect(ran.stdout).toMatch(/█░.* onnx\/vision_encoder.onnx +\d+.\d kB of 2.0 MB/);
  expect(ran.stdout).toContain('smolvlm2-256m is ready: 6.2 MB');
});

test('help of the commands below it', () => {
  const help = execFileSync(process.execPath, ['bin/invoicectl.js', 'models', 'pull', '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(help).toMatch(/^Usage: invoicectl models pull \[options\] <name...>/);
  expect(help).toContain('--accept <terms>');
});
