import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn } from '../../src/models/graphs.ts';
import { locate } from '../../src/models/locate.ts';
import { invoicectl, ROOT, temporaryFolder } from '../commands/cli.ts';
import { type Fault, listen, send, sha256 } from './hub-server.ts';
import { contents, pullHere } from './pulling.ts';

const NAME = 'colmodernvbert';
const TINY = join(ROOT, 'fixtures/models/colmodernvbert-tiny');

/** A web server with a folder, and what is asked of it. */
async function serve(folder: string, fault: (path: string) => Fault | null = () => null) {
  const asked: { readonly path: string; readonly range: string | undefined; readonly who: string | undefined }[] = [];
  const files = contents(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname).replace('/models/here/', '');
    asked.push({ path, range: request.headers.range, who: request.headers.authorization });
    const bytes = files.get(path);
    if (bytes === undefined) return void response.writeHead(404).end();
    response.setHeader('ETag', `"${sha256(bytes).slice(0, 8)}"`);
    // Only a whole file breaks: looking at it takes one byte.
    void send(request, response, bytes, request.headers.range === 'bytes=0-0' ? null : fault(path), true);
  });
  return { url: `http://127.0.0.1:${await listen(server)}/models/here`, asked };
}

function withSums(...wrong: readonly string[]): string {
  const folder = temporaryFolder();
  cpSync(TINY, folder, { recursive: true });
  const sums = [...contents(folder)]
    .filter(([path]) => !path.startsWith('goldens/'))
    .map(([path, bytes]) => `${wrong.includes(path) ? '0'.repeat(64) : sha256(bytes)}  ./${path}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return folder;
}

describe('a folder', () => {
  test('has a revision that its files alone decide', async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    const one = await pullHere({ HF_HUB_CACHE: here }, { name: NAME, from: TINY }).pulled;
    const other = await pullHere({ HF_HUB_CACHE: there }, { name: NAME, from: withSums() }).pulled;
    expect(other.model.revision).toBe(one.model.revision);
    expect(one.model.revision).toMatch(/^[0-9a-f]{40}$/);
    expect([...contents(one.model.folder).keys()]).toEqual(
      [...contents(TINY).keys()].filter((path) => !path.startsWith('goldens/')),
    );
    const changed = temporaryFolder();
    cpSync(TINY, changed, { recursive: true });
    writeFileSync(join(changed, 'config.json'), `${readFileSync(join(TINY, 'config.json'), 'utf8')} `);
    const third = await pullHere({ HF_HUB_CACHE: here }, { name: NAME, from: changed }).pulled;
    expect(third.model.revision).not.toBe(one.model.revision);
    expect(await locate(NAME, { HF_HUB_CACHE: here })).toEqual(third.model);
  });

  test('is no branch of the hub: other programs do not take it for that', async () => {
    const cache = temporaryFolder();
    const { model } = await pullHere({ HF_HUB_CACHE: cache }, { name: NAME, from: TINY }).pulled;
    expect((await filesIn(join(model.folder, '../../refs'))).length).toBe(0);
  });

  test('whose checksums say otherwise is refused', async () => {
    await expect(
      pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: withSums('tokenizer.json') }).pulled,
    ).rejects.toMatchObject({ code: 'MODEL_DAMAGED', message: expect.stringContaining('sha256:0000') });
  });

  test('with a graph whose weights were left behind is refused', async () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, 'fixtures/models/colpali-tiny'), folder, {
      recursive: true,
      filter: (path) => !path.endsWith('onnx_data'),
    });
    const order = { name: 'colpali-v1.3', accepted: ['gemma'], from: folder };
    await expect(pullHere({ HF_HUB_CACHE: temporaryFolder() }, order).pulled).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('has no model.onnx_data, where a graph has its weights'),
    });
  });
});

describe('an address', () => {
  test('is asked for the files of the model one by one', async () => {
    const { url } = await serve(TINY);
    const cache = temporaryFolder();
    const ran = await invoicectl(['models', 'pull', NAME, '--from', url], {
      env: { HF_HUB_CACHE: cache, HF_HUB_OFFLINE: '1' },
    });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('colmodernvbert is ready: 2.1 MB') });
    const same = await pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: TINY }).pulled;
    expect((await locate(NAME, { HF_HUB_CACHE: cache }))?.revision).toBe(same.model.revision);
  });

  test('goes on where it broke off, if it is still the same file', async () => {
    let left = 1;
    const { url, asked } = await serve(TINY, (path) =>
      path === 'model.onnx' && left-- > 0 ? { cutAfter: 500_000 } : null,
    );
    const { model } = await pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: url }).pulled;
    expect(
      contents(model.folder)
        .get('model.onnx')
        ?.equals(contents(TINY).get('model.onnx') ?? Buffer.alloc(0)),
    ).toBe(true);
    const ranges = asked.filter(({ path, range }) => path === 'model.onnx' && range !== 'bytes=0-0');
    expect(ranges.map(({ range }) => range)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d+-$/)]);
  });

  test('with checksums is taken at their word, and weights beside a graph come too', async () => {
    const folder = withSums();
    const { url, asked } = await serve(folder);
    await pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: `${url.replace('//', '//me:a%20b@')}/` })
      .pulled;
    expect(asked.map(({ path }) => path)).not.toContain('goldens/goldens.json');
    expect(new Set(asked.map(({ who }) => who))).toEqual(
      new Set([`Basic ${Buffer.from('me:a b').toString('base64')}`]),
    );
    expect(asked.every(({ range }) => range === undefined)).toBe(true);
    const colpali = await serve(join(ROOT, 'fixtures/models/colpali-tiny'));
    const order = { name: 'colpali-v1.3', accepted: ['gemma'], from: colpali.url };
    const { files } = await pullHere({ HF_HUB_CACHE: temporaryFolder() }, order).pulled;
    expect(files.map(({ path }) => path)).toContain('model.onnx_data');
  });

  test('with nothing under it is said', async () => {
    const { url } = await serve(TINY);
    await expect(
      pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: `${url}/elsewhere` }).pulled,
    ).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/elsewhere\/ has no config.json/),
    });
  });
});

/** A server that lists and gives the files of a folder as S3 does, two at a time; the first time a large one breaks off. */
async function serveBucket(folder: string, prefix: string) {
  const files = contents(folder);
  const asked: string[] = [];
  let cut = true;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    asked.push(`${request.headers.range ?? ''} ${url.pathname}`.trim());
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=me/')) {
      return void response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Not you</Message></Error>');
    }
    if (url.searchParams.get('list-type') === '2') {
      const all = [...files].map(([path, bytes]) => [`${prefix}${path}`, bytes] as const);
      const from = Number(url.searchParams.get('continuation-token') ?? 0);
      const entries = all
        .filter(([key]) => key.startsWith(url.searchParams.get('prefix') ?? ''))
        .slice(from, from + 2)
        .map(
          ([key, bytes]) =>
            `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>"${sha256(bytes).slice(0, 32)}"</ETag></Contents>`,
        );
      const more =
        entries.length === 2 && from + 2 < all.length
          ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${from + 2}</NextContinuationToken>`
          : '';
      return void response.writeHead(200).end(`<ListBucketResult>${more}${entries.join('')}</ListBucketResult>`);
    }
    const bytes = files.get(decodeURIComponent(url.pathname).replace(`/bucket/${prefix}`, ''));
    if (bytes === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    const breaks = cut && bytes.length > 1e6;
    if (breaks) cut = false;
    void send(request, response, bytes, breaks ? { cutAfter: 500_000 } : null, true);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

describe('s3://', () => {
  const secret = {
    AWS_ACCESS_KEY_ID: 'me',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-central-1',
    AWS_MAX_ATTEMPTS: '1',
  };

  test('a prefix of a bucket, with checksums, gone on with where it broke off', async () => {
    const bucket = await serveBucket(withSums(), 'models/bert/');
    const cache = temporaryFolder();
    const env = { ...secret, AWS_ENDPOINT_URL: bucket.url, HF_HUB_CACHE: cache };
    const ran = await invoicectl(['models', 'pull', NAME, '--from', 's3://bucket/models/bert'], { env });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('is ready: 2.1 MB') });
    const same = await pullHere({ HF_HUB_CACHE: temporaryFolder() }, { name: NAME, from: TINY }).pulled;
    expect((await locate(NAME, { HF_HUB_CACHE: cache }))?.revision).toBe(same.model.revision);
    expect(bucket.asked.filter((line) => /^bytes=[1-9]\d+- .*model.onnx$/.test(line))).toHaveLength(1);
    const elsewhere = ['models', 'pull', NAME, '--from', 's3://bucket/nothing'];
    expect(await invoicectl(elsewhere, { env })).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('Nothing lies under s3://bucket/nothing'),
    });
    expect(await invoicectl(elsewhere, { env: { ...env, AWS_ACCESS_KEY_ID: 'you' } })).toMatchObject({
      code: 8,
      stderr: expect.stringMatching(/s3:\/\/bucket\/nothing is not for us: Not you/),
    });
  });
});
