import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SmolVlm2Config } from '../src/models/smolvlm2/config.ts';
import type { MakeFile } from '../src/models/smolvlm2/rebuild.ts';
import type { ModelTokenizer } from '../src/models/tokenizer.ts';
import { standInVocabulary } from './vocabulary.ts';

/** Sizes of the published SmolVLM2-256M. */
export const FULL_SIZE: SmolVlm2Config = {
  text: {
    layers: 30,
    width: 576,
    heads: 9,
    kvHeads: 3,
    headWidth: 64,
    vocabulary: 49_280,
    positions: 8192,
    rope: 100_000,
    epsilon: 1e-5,
  },
  vision: { heads: 12, epsilon: 1e-6 },
  shuffle: 4,
  imageToken: 49_190,
  end: 49_279,
  tokensPerTile: 64,
  tile: 512,
  longest: 2048,
};

/** The first id of a mark in the published vocabulary. */
const MARKS = 49_152;
const MARK = /<global-img>|<row_(\d)_col_(\d)>|<fake_token_around_image>|<image>|<end_of_utterance>|<\|im_start\|>/g;

/** The folder with graphs of full size, random weights (`full.py` of the reference models); `null`, and said, where none is named. */
export function fullSizeFolder(): string | null {
  const folder = process.env.BENCH_SMOLVLM2;
  if (folder !== undefined && existsSync(`${folder}/onnx/vision_encoder.onnx`)) return folder;
  console.log('\nNo model of full size: BENCH_SMOLVLM2 names the folder that has it (full.py of the reference models)');
  return null;
}

/** A tokenizer with the size, marks and template of the published one; its words are those of a stand-in. */
export function fullSizeTokenizer(): ModelTokenizer {
  const words = standInVocabulary();
  const idOf = (mark: string): number | null => {
    const [, row, col] = /^<row_(\d)_col_(\d)>$/.exec(mark) ?? [];
    if (row !== undefined && col !== undefined) return MARKS + 1 + 6 * (Number(row) - 1) + Number(col) - 1;
    const named: Readonly<Record<string, number>> = {
      '<|im_start|>': 0,
      '<global-img>': MARKS,
      '<fake_token_around_image>': 49_189,
      '<image>': FULL_SIZE.imageToken,
      '<end_of_utterance>': FULL_SIZE.end,
    };
    return named[mark] ?? null;
  };
  return {
    idOf,
    encode(text) {
      const out: number[] = [];
      let from = 0;
      for (const { 0: mark, index } of text.matchAll(MARK)) {
        out.push(...words.encode(text.slice(from, index)), idOf(mark) ?? 0);
        from = index + mark.length;
      }
      return [...out, ...words.encode(text.slice(from))];
    },
    decode: (ids) => Buffer.concat(ids.map((id) => words.bytes[id] ?? new Uint8Array())).toString(),
    chat: (messages) =>
      messages
        .map(({ content }) => {
          const said = content.map((part) => (part.type === 'image' ? '<image>' : part.text)).join('');
          return `<|im_start|>User:${said}<end_of_utterance>\n`;
        })
        .concat('Assistant:')
        .join(''),
    bytes: (size) => Array.from({ length: size }, (_, id) => (id < MARKS ? (words.bytes[id] ?? null) : null)),
  };
}

/** What is made of a folder's graphs is kept in a folder of temporary files. */
export async function madeOnce<T>(folder: string, make: (file: MakeFile) => Promise<T>): Promise<T> {
  const place = join(tmpdir(), `invoicectl-bench-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  mkdirSync(place, { recursive: true });
  return make(async (name, write) => {
    const path = join(place, name);
    if (existsSync(path)) return path;
    await write(`${path}.part`);
    renameSync(`${path}.part`, path);
    return path;
  });
}
