import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locate } from '../../src/models/locate.ts';
import { cardOf } from '../../src/models/registry.ts';
import { statusOf } from '../../src/models/status.ts';
import { repoFolder } from '../../src/models/store/hugging-face.ts';
import { temporaryFolder } from '../commands/cli.ts';
import { type Hub, sha256, startHub } from './hub-server.ts';
import { contents, pullHere, readerRepo, TAKEN } from './pulling.ts';

const NAME = 'smolvlm2-256m';
const REPO = readerRepo();
const bytesOf = (path: string) => REPO.files.get(path) ?? Buffer.alloc(0);

function settings(hub: Hub) {
  const cache = temporaryFolder();
  const env = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache, HF_TOKEN: 'secret of mine' };
  return { env, folder: repoFolder(cache, REPO.id) };
}

/** Faults for the first so many requests of one file. */
function firstTimes(times: number, hub: Hub, path: string, fault: ReturnType<Hub['fault']>): Hub['fault'] {
  let left = times;
  return (request) => (hub.fileOf(request) === path && left-- > 0 ? fault : null);
}

test('what comes lies as the hub lays it out, with links to contents under their hashes', async () => {
  const hub = await startHub(REPO);
  const { env, folder } = settings(hub);
  expect(await locate(NAME, env)).toBeNull();
  const { model, fetched } = await pullHere(env).pulled;
  expect(model).toMatchObject({ name: NAME, revision: REPO.commit, folder: join(folder.snapshots, REPO.commit) });
  expect(await locate(NAME, env)).toEqual(model);
  const there = contents(model.folder);
  expect([...there.keys()]).toEqual(TAKEN);
  for (const [path, bytes] of there) expect(bytes.equals(bytesOf(path)), path).toBe(true);
  expect(fetched).toBe(TAKEN.reduce((sum, path) => sum + bytesOf(path).length, 0));
  expect(readlinkSync(join(model.folder, 'onnx/embed_tokens.onnx'))).toBe(
    `../../../blobs/${sha256(bytesOf('onnx/embed_tokens.onnx'))}`,
  );
  expect(readFileSync(join(folder.refs, 'main'), 'utf8')).toBe(REPO.commit);
  expect(readdirSync(folder.blobs).every((name) => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name))).toBe(true);
});

test('who asks is told to the hub, and to nobody that it sends us on to', async () => {
  const hub = await startHub(REPO);
  await pullHere(settings(hub).env).pulled;
  const tokens = (host: string) => new Set(hub.seen.filter((one) => one.host === host).map((one) => one.authorization));
  expect(tokens('hub')).toEqual(new Set(['Bearer secret of mine']));
  expect(tokens('cdn')).toEqual(new Set([undefined]));
});

test('what is here is not fetched again, and another dtype is added to it', async () => {
  const hub = await startHub(REPO);
  const { env } = settings(hub);
  await pullHere(env).pulled;
  const before = hub.seen.filter(({ host }) => host === 'cdn').length;
  expect((await pullHere(env).pulled).fetched).toBe(0);
  expect(hub.seen.filter(({ host }) => host === 'cdn').length).toBe(before);
  const { fetched } = await pullHere(env, { wanted: [{ graph: null, dtype: 'q8' }] }).pulled;
  expect(fetched).toBe(360_003);
  expect(await statusOf(cardOf(NAME), env)).toMatchObject({ state: 'ready', dtypes: ['fp32', 'q8'] });
});

describe('cut connections', () => {
  const path = 'onnx/vision_encoder.onnx';

  test('it goes on where it broke off', async () => {
    const hub = await startHub(REPO);
    hub.fault = firstTimes(2, hub, path, { cutAfter: 100_000 });
    const { env } = settings(hub);
    const { pulled, notes } = pullHere(env);
    const { model } = await pulled;
    expect(contents(model.folder).get(path)?.equals(bytesOf(path))).toBe(true);
    const ranges = hub.seen.filter((one) => hub.fileOf(one) === path).map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0] ?? 0);
    expect(notes.join('\n')).toMatch(/onnx\/vision_encoder.onnx broke off; trying again in 5 ms/);
  });

  test('one that breaks off again and again but moves on gets there', async () => {
    const hub = await startHub(REPO);
    hub.fault = (request) => (hub.fileOf(request) === path ? { cutAfter: 20_000 } : null);
    await pullHere(settings(hub).env).pulled;
    expect(hub.seen.filter((one) => hub.fileOf(one) === path).length).toBeGreaterThanOrEqual(15);
  });

  test('one that brings nothing is given up, and the next pull goes on', async () => {
    const hub = await startHub(REPO);
    let sent = false;
    hub.fault = (request) => {
      if (hub.fileOf(request) !== path) return null;
      const fault = { cutAfter: sent ? 0 : 100_000 };
      sent = true;
      return fault;
    };
    const { env } = settings(hub);
    await expect(pullHere(env).pulled).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: 'onnx/vision_encoder.onnx broke off.',
      hint: expect.stringContaining('goes on where it stopped'),
    });
    expect(await locate(NAME, env)).toBeNull();
    expect(await statusOf(cardOf(NAME), env)).toMatchObject({ state: 'partial' });
    hub.fault = () => null;
    const { fetched } = await pullHere(env).pulled;
    expect(fetched).toBeLessThan(TAKEN.reduce((sum, one) => sum + bytesOf(one).length, 0) - 50_000);
    expect(await locate(NAME, env)).not.toBeNull();
  });

  test('a server without ranges has it begun anew', async () => {
    const hub = await startHub(REPO, false);
    hub.fault = firstTimes(1, hub, path, { cutAfter: 100_000 });
    const { model } = await pullHere(settings(hub).env).pulled;
    expect(contents(model.folder).get(path)?.equals(bytesOf(path))).toBe(true);
  });

  test('one on which nothing comes any more counts as cut', async () => {
    const hub = await startHub(REPO);
    hub.fault = firstTimes(1, hub, path, { hang: true });
    const { pulled, notes } = pullHere({ ...settings(hub).env, HF_HUB_DOWNLOAD_TIMEOUT: '0.2' });
    await pulled;
    expect(notes.join('\n')).toMatch(/nothing came for 0.2 s; trying again/);
  });
});

describe('wrong bytes', () => {
  const path = 'tokenizer.json';

  test('once: fetched again from the start', async () => {
    const hub = await startHub(REPO);
    hub.fault = firstTimes(1, hub, path, { spoilt: true });
    const { pulled, notes } = pullHere(settings(hub).env);
    const { model } = await pulled;
    expect(contents(model.folder).get(path)?.equals(bytesOf(path))).toBe(true);
    expect(notes).toEqual(['tokenizer.json: its bytes are not what they should be; trying again']);
  });

  test('twice: there is no such model, and nothing of them is kept', async () => {
    const hub = await startHub(REPO);
    hub.fault = (request) => (hub.fileOf(request) === path ? { spoilt: true } : null);
    const { env, folder } = settings(hub);
    await expect(pullHere(env).pulled).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(
        /^tokenizer.json from HuggingFaceTB.* came twice with wrong bytes: it should be sha256:/,
      ),
    });
    expect(await locate(NAME, env)).toBeNull();
    expect(readdirSync(folder.blobs)).not.toContain(sha256(bytesOf(path)));
    expect(readdirSync(folder.blobs).filter((name) => name.startsWith(sha256(bytesOf(path))))).toEqual([]);
  });

  test('small files are checked by the hash of git', async () => {
    const hub = await startHub(REPO);
    hub.fault = ({ path }) => (path.endsWith('/config.json') ? { spoilt: true } : null);
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      message: expect.stringMatching(/config.json .*it should be git:[0-9a-f]{40}, and is git:/),
    });
  });

  test('too many: no more are taken than there should be', async () => {
    const hub = await startHub(REPO);
    const more = new Map(REPO.files).set('config.json', Buffer.concat([bytesOf('config.json'), Buffer.alloc(90_000)]));
    const other = await startHub({ ...REPO, files: more });
    // The list is of one hub, the bytes of the other.
    hub.fault = ({ path }) =>
      path.endsWith('/config.json') ? { status: 302, headers: { Location: `${other.url}${path}` } } : null;
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(/more than \d+ bytes came of \d+/),
    });
  });

  test('what lies under the name of a hash and is something else is not taken for it', async () => {
    const hub = await startHub(REPO);
    const { env, folder } = settings(hub);
    mkdirSync(folder.blobs, { recursive: true });
    writeFileSync(join(folder.blobs, sha256(bytesOf(path))), Buffer.alloc(bytesOf(path).length));
    const { model } = await pullHere(env).pulled;
    expect(contents(model.folder).get(path)?.equals(bytesOf(path))).toBe(true);
  });
});

describe('what the hub refuses', () => {
  test.each([
    [401, {}, 'MODEL_REFUSED', /does not let us have HuggingFaceTB/, /HF_TOKEN/],
    [
      401,
      { 'X-Error-Code': 'GatedRepo' },
      'MODEL_REFUSED',
      /only to those who may have it \(401\)/,
      /Accept its terms at http/,
    ],
    [
      403,
      { 'X-Error-Message': 'Access is restricted' },
      'MODEL_REFUSED',
      /\(403\). It says: Access is restricted/,
      /Accept its terms at .*SmolVLM2-256M/,
    ],
    [404, {}, 'MODEL_NOT_FOUND', /has no HuggingFaceTB\/SmolVLM2-256M-Video-Instruct \(404\)/, /^$/],
    [418, {}, 'MODEL_UNREACHABLE', /status 418/, /^$/],
  ])('%i %j', async (status, headers, code, message, hint) => {
    const hub = await startHub(REPO);
    hub.fault = ({ path }) => (path.startsWith('/api/') ? { status, headers } : null);
    const error = await pullHere(settings(hub).env).pulled.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as { readonly hint?: string }).hint ?? '').toMatch(hint);
    expect(hub.seen).toHaveLength(1);
  });

  test('a file that is listed and not there', async () => {
    const hub = await startHub(REPO);
    hub.fault = (request) => (hub.fileOf(request) === 'tokenizer.json' ? { status: 404 } : null);
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('tokenizer.json (404)'),
    });
  });

  test('429 is waited for as long as it asks', async () => {
    const hub = await startHub(REPO);
    hub.fault = firstTimes(1, hub, 'tokenizer.json', { status: 429, headers: { 'Retry-After': '1' } });
    const begun = performance.now();
    const { pulled, notes } = pullHere(settings(hub).env);
    await pulled;
    expect(performance.now() - begun).toBeGreaterThan(990);
    expect(notes).toEqual([expect.stringMatching(/asks us to slow down \(429\); trying again in 1 s/)]);
  });

  test('429 that asks for too long is said', async () => {
    const hub = await startHub(REPO);
    hub.fault = () => ({ status: 429, headers: { 'Retry-After': '3600' } });
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      hint: expect.stringContaining('wait 60 minutes'),
    });
    expect(hub.seen).toHaveLength(1);
  });

  test.each([
    ['the page of a login', { status: 200, body: '<html>Who are you?</html>' }],
    ['JSON of something else', { status: 200, body: '{"hello":"world"}' }],
  ])('%s instead of an answer', async (_, fault) => {
    const hub = await startHub(REPO);
    hub.fault = () => fault;
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: expect.stringMatching(/^http:\/\/127.0.0.1:\d+ does not answer as the hub does: /),
    });
  });

  test('an endpoint that is no address', async () => {
    await expect(
      pullHere({ HF_ENDPOINT: 'huggingface.co', HF_HUB_CACHE: temporaryFolder() }).pulled,
    ).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  test('trouble of the hub passes', async () => {
    const hub = await startHub(REPO);
    let left = 3;
    hub.fault = () => (left-- > 0 ? { status: 503 } : null);
    await pullHere(settings(hub).env).pulled;
    expect(
      await pullHere({ ...settings(hub).env, HF_ENDPOINT: 'http://127.0.0.1:9' }).pulled.catch((e: unknown) => e),
    ).toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: '127.0.0.1:9 cannot be reached: nobody listens there.',
    });
  });
});

describe('the disk', () => {
  test.skipIf(!existsSync('/dev/full'))(
    'that is full in the middle is said, and nothing is taken for whole',
    async () => {
      const hub = await startHub(REPO);
      const { env, folder } = settings(hub);
      mkdirSync(folder.blobs, { recursive: true });
      const partial = join(folder.blobs, `${sha256(bytesOf('tokenizer.json'))}.invoicectl.incomplete`);
      symlinkSync('/dev/full', partial);
      await expect(pullHere(env).pulled).rejects.toMatchObject({
        code: 'MODELS_NOT_WRITABLE',
        exitCode: 6,
        message: expect.stringMatching(/cannot be written: the disk is full/),
        hint: expect.stringContaining('HF_HOME'),
      });
      expect(lstatSync(partial).isSymbolicLink()).toBe(true);
      expect(await locate(NAME, env)).toBeNull();
    },
  );

  test('that is too small is said before anything is fetched', async () => {
    const hub = await startHub(REPO);
    hub.fault = ({ path }) => {
      if (!path.includes('/tree/')) return null;
      const files = TAKEN.map((one) => ({ type: 'file', path: one, size: 9e17, oid: '0'.repeat(40) }));
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(files) };
    };
    await expect(pullHere(settings(hub).env).pulled).rejects.toMatchObject({
      code: 'MODELS_NOT_WRITABLE',
      message: expect.stringMatching(/GB are to be fetched into .* GB are free/),
    });
    expect(hub.seen.every(({ path }) => path.startsWith('/api/'))).toBe(true);
  });
});

test('two that take no heed of each other do each other no harm', async () => {
  const hub = await startHub(REPO);
  hub.fault = ({ host }) => (host === 'cdn' ? { slowly: 5_000 } : null);
  const { env, folder } = settings(hub);
  const lock = join(folder.ours, 'pull.lock');
  const breaking = setInterval(() => rmSync(lock, { force: true }), 10);
  const both = await Promise.all([pullHere(env).pulled, pullHere(env).pulled, pullHere(env).pulled]);
  clearInterval(breaking);
  const asked = hub.seen.filter(({ host }) => host === 'cdn').map(({ path }) => path);
  expect(asked.length).toBeGreaterThan(new Set(asked).size);
  for (const { model } of both) expect(model.revision).toBe(REPO.commit);
  for (const [path, bytes] of contents(both[0].model.folder)) expect(bytes.equals(bytesOf(path)), path).toBe(true);
  expect(readdirSync(folder.blobs).filter((name) => name.endsWith('.incomplete'))).toEqual([]);
});

test('a marker that cannot be understood, or files that were taken away, make no model', async () => {
  const hub = await startHub(REPO);
  const { env, folder } = settings(hub);
  const { model } = await pullHere(env).pulled;
  const marker = join(folder.ours, `${NAME}.json`);
  const text = readFileSync(marker, 'utf8');
  rmSync(join(folder.refs, 'main'));
  writeFileSync(marker, text.slice(0, 200));
  expect(await locate(NAME, env)).toBeNull();
  writeFileSync(marker, text);
  expect(await locate(NAME, env)).toEqual(model);
  rmSync(join(model.folder, 'tokenizer.json'));
  expect(await locate(NAME, env)).toBeNull();
  expect((await pullHere(env).pulled).model).toEqual(model);
});
