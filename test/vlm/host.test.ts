import { expect, onTestFinished, test } from 'vitest';
import type { VisionRequest } from '../../src/core/vision.ts';
import { openHost } from '../../src/vlm/thread/host.ts';

const FILE = new URL('./model-thread.mjs', import.meta.url);
const never = new AbortController().signal;

function host({ graceMs = 5000, data = {} }: { readonly graceMs?: number; readonly data?: object } = {}) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const reader = openHost({ name: 'm', file: FILE, data: { counter, ...data }, graceMs });
  onTestFinished(() => reader.close());
  return { reader, starts: () => Atomics.load(counter, 0) };
}

function ask(key: string, ms = 5000): VisionRequest {
  const data = new Uint8Array(new SharedArrayBuffer(4)).fill(9);
  const picture = { width: 1, height: 1, channels: 4 as const, data };
  return {
    pages: [],
    regions: [{ page: 1, box: { x: 0, y: 0, w: 1, h: 1 }, picture }],
    questions: [{ key, about: key }],
    budget: { tokens: 1, ms },
  };
}

test('nothing is started before it is asked, and one thread serves all; pictures are not copied', async () => {
  const { reader, starts } = host();
  expect(starts()).toBe(0);
  const request = ask('fine');
  expect((await reader.read(request, never)).unasked).toEqual(['9']);
  await Promise.all([reader.read(ask('fine'), never), reader.read(ask('fine'), never)]);
  expect(starts()).toBe(1);
  expect(request.regions[0]?.picture.data[0]).toBe(7);
});

test('requests take turns', async () => {
  const { reader } = host();
  const order: string[] = [];
  await Promise.all(
    ['slow', 'fine', 'slow', 'fine'].map((key, i) =>
      reader.read(ask(key), never).then(() => order.push(`${key} ${i}`)),
    ),
  );
  expect(order).toEqual(['slow 0', 'fine 1', 'slow 2', 'fine 3']);
});

test('a thread that ends under a request is started again, once', async () => {
  const once = host();
  await expect(once.reader.read(ask('crash once'), never)).resolves.toMatchObject({ cost: { tiles: 2 } });
  const always = host();
  await expect(always.reader.read(ask('crash'), never)).rejects.toMatchObject({
    code: 'MODEL_FAILED',
    message: expect.stringContaining('out of its mind'),
  });
  expect(always.starts()).toBe(2);
  await expect(always.reader.read(ask('fine'), never)).resolves.toBeDefined();
});

test('one that ends again and again is given up, and says so at once', async () => {
  const { reader, starts } = host();
  for (let i = 0; i < 4; i++)
    await expect(reader.read(ask('exit'), never)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  expect(starts()).toBe(3);
});

test('a failure keeps its code, and the next request is answered', async () => {
  const { reader, starts } = host();
  await expect(reader.read(ask('fail'), never)).rejects.toMatchObject({ code: 'MODEL_OUT_OF_MEMORY' });
  await expect(reader.read(ask('fine'), never)).resolves.toBeDefined();
  expect(starts()).toBe(1);
});

test('a model that cannot be loaded is tried once', async () => {
  const { reader, starts } = host({ data: { failOpening: true } });
  for (let i = 0; i < 2; i++)
    await expect(reader.read(ask('fine'), never)).rejects.toMatchObject({ code: 'MODEL_DAMAGED', hint: 'pull it' });
  expect(starts()).toBe(1);
});

test('one that takes too long is told to stop, and goes on with the next', async () => {
  const { reader } = host({ graceMs: 100 });
  await expect(reader.read(ask('hang', 100), never)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT' });
  await expect(reader.read(ask('fine'), never)).resolves.toBeDefined();
});

test('one that does not stop is not ended by force: it is busy until it comes back', async () => {
  const { reader, starts } = host({ graceMs: 100 });
  await expect(reader.read(ask('deaf', 50), never)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT' });
  await expect(reader.read(ask('fine'), never)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT' });
  await new Promise((resolve) => setTimeout(resolve, 400));
  await expect(reader.read(ask('fine'), never)).resolves.toBeDefined();
  expect(starts()).toBe(1);
});

test('whoever no longer wants an answer lets the next one in', async () => {
  const { reader } = host();
  const stop = new AbortController();
  const first = reader.read(ask('hang'), stop.signal);
  const second = reader.read(ask('fine'), never);
  stop.abort();
  await expect(first).rejects.toThrow();
  await expect(second).resolves.toBeDefined();
});
