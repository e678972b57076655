import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, graphsAmong } from '../../src/models/graphs.ts';
import { cardOf, MODELS } from '../../src/models/registry.ts';
import { parseWanted, selectFiles, wholeSelection } from '../../src/models/store/select.ts';
import { ROOT, temporaryFolder } from '../commands/cli.ts';

const FIXTURES = join(ROOT, 'fixtures/models');
const files = (...paths: readonly string[]) => paths.map((path) => ({ path, bytes: 1 }));
const TEXTS = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];
const READER = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];

describe('graphs among files', () => {
  test('each in its dtypes, with the weights that lie beside it', () => {
    const found = graphsAmong(
      cardOf('colmodernvbert'),
      files(
        'model.onnx',
        'model_v2.onnx',
        'model_v2.onnx_data',
        'model_v2.onnx_data_1',
        'model_v2_fp16.onnx',
        'x.onnx',
      ),
    );
    expect(found.map(({ dtype, file, data }) => [dtype, file.path, data.map(({ path }) => path)])).toEqual([
      ['fp32', 'model_v2.onnx', ['model_v2.onnx_data', 'model_v2.onnx_data_1']],
      ['fp16', 'model_v2_fp16.onnx', []],
    ]);
  });

  test('the older graph where the newer is not there', () => {
    expect(graphsAmong(cardOf('colmodernvbert'), files('model.onnx'))).toMatchObject([
      { file: { path: 'model.onnx' } },
    ]);
  });

  test('a graph without suffix is what its model says', () => {
    expect(graphsAmong(cardOf('colpali-v1.3'), files('model.onnx', 'model.onnx_data'))).toMatchObject([
      { dtype: 'fp16', data: [{ path: 'model.onnx_data' }] },
    ]);
  });
});

describe('what is fetched', () => {
  const all = files(
    ...TEXTS,
    'README.md',
    'model.safetensors',
    ...READER.flatMap((name) => ['', '_fp16', '_quantized', '_q4'].map((suffix) => `onnx/${name}${suffix}.onnx`)),
  );
  const graphs = (name: string, wanted: string | null) =>
    selectFiles(cardOf(name), all, wanted === null ? [] : parseWanted(wanted), 'here')
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.onnx'));

  test('what the card says where nobody chooses, and never weights of other programs', () => {
    expect(selectFiles(cardOf('smolvlm2-256m'), all, [], 'here').map(({ path }) => path)).toEqual([
      ...TEXTS,
      ...READER.map((name) => `onnx/${name}.onnx`),
    ]);
    expect(graphs('smolvlm2-2.2b', null)).toEqual(READER.map((name) => `onnx/${name}_quantized.onnx`));
  });

  test('the next dtype of the card where a graph is not published in the first', () => {
    const some = all.filter(({ path }) => path !== 'onnx/embed_tokens_quantized.onnx');
    expect(selectFiles(cardOf('smolvlm2-2.2b'), some, [], 'here').map(({ path }) => path)).toContain(
      'onnx/embed_tokens_q4.onnx',
    );
  });

  test('a dtype for all, several, one for each graph', () => {
    expect(graphs('smolvlm2-256m', 'q4')).toEqual(READER.map((name) => `onnx/${name}_q4.onnx`));
    expect(graphs('smolvlm2-256m', 'fp32,q8')).toHaveLength(6);
    expect(graphs('smolvlm2-256m', 'vision_encoder=fp16,q8')).toEqual([
      'onnx/vision_encoder_fp16.onnx',
      'onnx/embed_tokens_quantized.onnx',
      'onnx/decoder_model_merged_quantized.onnx',
    ]);
  });

  test.each([
    ['q5', 'USAGE', /"q5" names no dtype/],
    ['vision=q8', 'USAGE', /no graph called "vision"/],
    ['bnb4', 'MODEL_NOT_FOUND', /here has no vision_encoder in bnb4; it is there in fp32, fp16, q8, q4/],
  ])('%s cannot be had', (wanted, code, message) => {
    expect(() => graphs('smolvlm2-256m', wanted)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('a source without a file that is needed is refused by its name', () => {
    expect(() => selectFiles(cardOf('smolvlm2-256m'), files('config.json'), [], '/mnt/usb')).toThrow(
      /\/mnt\/usb has no preprocessor_config.json, tokenizer.json, tokenizer_config.json, which smolvlm2-256m needs/,
    );
  });
});

test('a graph whose weights have been left behind is not whole', async () => {
  const folder = temporaryFolder();
  cpSync(join(FIXTURES, 'colpali-tiny'), folder, { recursive: true });
  const card = cardOf('colpali-v1.3');
  expect(await wholeSelection(card, folder, await filesIn(folder))).toContainEqual(
    expect.objectContaining({ path: 'model.onnx_data' }),
  );
  rmSync(join(folder, 'model.onnx_data'));
  expect(await wholeSelection(card, folder, await filesIn(folder))).toBeNull();
});

test('names and repositories are one of a kind', () => {
  expect(new Set(MODELS.map(({ name }) => name)).size).toBe(MODELS.length);
  for (const { name, required, optional } of MODELS) {
    expect(name).toMatch(/^[a-z0-9.-]+$/);
    expect(new Set([...required, ...optional]).size).toBe(required.length + optional.length);
  }
});
