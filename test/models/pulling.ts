import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pulled, type PullOrder, pull } from '../../src/models/pull.ts';
import { cardOf } from '../../src/models/registry.ts';
import { ROOT } from '../commands/cli.ts';
import type { Repo } from './hub-server.ts';

/** Bytes that are the same each time and look like noise. */
export function noise(seed: string, length: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 32) * 32);
  for (let at = 0; at < bytes.length; at += 32) createHash('sha256').update(`${seed} ${at}`).digest().copy(bytes, at);
  return bytes.subarray(0, length);
}

const READER = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];

/** What the hub has of smolvlm2-256m, with graphs of noise: two dtypes, and files that nobody here wants. */
export function readerRepo(length = 300_000): Repo {
  const texts = ['config.json', 'preprocessor_config.json', 'tokenizer_config.json', 'generation_config.json'];
  return {
    id: cardOf('smolvlm2-256m').repo,
    commit: 'c0ffee'.padEnd(40, '1'),
    files: new Map<string, Buffer>([
      ['README.md', Buffer.from('# read me')],
      ...texts.map((path) => [path, Buffer.from(`{"file":"${path}"}`)] as const),
      ['tokenizer.json', noise('tokenizer', 150_000)],
      ['model.safetensors', noise('other weights', 200_000)],
      ...READER.flatMap((name, i) => [
        [`onnx/${name}.onnx`, noise(name, length + i)] as const,
        [`onnx/${name}_quantized.onnx`, noise(`${name} q8`, 120_000 + i)] as const,
      ]),
    ]),
  };
}

/** What the hub has of smolvlm2-256m, with graphs that run: those of the fixtures. */
export function tinyRepo(): Repo {
  const files = contents(join(ROOT, 'fixtures/models/smolvlm2-tiny'));
  return { ...readerRepo(), files: new Map([...files].filter(([path]) => !path.startsWith('goldens/'))) };
}

/** What a pull of the default takes of `readerRepo`. */
export const TAKEN = [
  'config.json',
  'generation_config.json',
  'onnx/decoder_model_merged.onnx',
  'onnx/embed_tokens.onnx',
  'onnx/vision_encoder.onnx',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
];

/** A pull in this process that loses its patience soon. */
export function pullHere(
  env: NodeJS.ProcessEnv,
  order: Partial<PullOrder> = {},
): { readonly pulled: Promise<Pulled>; readonly notes: string[] } {
  const notes: string[] = [];
  const pulled = pull({
    name: 'smolvlm2-256m',
    accepted: [],
    wanted: [],
    from: null,
    env,
    signal: new AbortController().signal,
    patience: { attempts: 4, pauseMs: 5, mostMs: 2000 },
    prepare: async () => undefined,
    events: {
      onFiles: () => undefined,
      onBytes: () => undefined,
      onDone: () => undefined,
      onNote: (text) => notes.push(text),
    },
    ...order,
  });
  return { pulled, notes };
}

/** Files in a folder by their path, links followed. */
export function contents(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
