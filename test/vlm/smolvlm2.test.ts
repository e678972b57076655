import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Raster } from '../../src/core/raster.ts';
import { readConfig } from '../../src/models/smolvlm2/config.ts';
import { openTokenizer } from '../../src/models/tokenizer.ts';
import type { SmolVlm2 } from '../../src/vlm/smolvlm2/engine.ts';
import { promptOf } from '../../src/vlm/smolvlm2/engine.ts';
import { generateGreedily } from '../../src/vlm/smolvlm2/generate.ts';
import { openFiles } from '../../src/vlm/smolvlm2/open.ts';

const folder = fileURLToPath(new URL('../../fixtures/models/smolvlm2-tiny', import.meta.url));
const goldens = JSON.parse(readFileSync(`${folder}/goldens/goldens.json`, 'utf8'));
interface Golden {
  readonly image: string;
  readonly do_image_splitting: boolean;
  readonly rows: number;
  readonly cols: number;
  readonly messages: readonly { readonly content: readonly { readonly type: string; readonly text: string }[] }[];
  readonly input_ids: { readonly rle: readonly [number, number][] };
  readonly first_step_top20: readonly [number, number][];
  readonly generated_ids: readonly number[];
}
const picture = async (path: string): Promise<Raster> => {
  const { data, info } = await sharp(`${folder}/${path}`).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 4, data };
};

describe('SmolVLM2 as published', () => {
  let model: SmolVlm2;
  beforeAll(async () => {
    model = await openFiles(
      {
        folder,
        tower: { path: `${folder}/onnx/vision_encoder.onnx`, rebuilt: false },
        embeddings: `${folder}/onnx/embed_tokens.onnx`,
        decoder: { path: `${folder}/onnx/decoder_model_merged.onnx`, rebuilt: false },
        table: null,
      },
      'tiny@1',
      { device: 'cpu', threads: 2, name: 'tiny' },
    );
  });
  afterAll(() => model.close());

  test.each<Golden>(goldens.cases)('$name', async (golden) => {
    const sight = await model.look(await picture(golden.image), golden.do_image_splitting ? 'grid' : 'whole');
    expect([sight.rows, sight.cols]).toEqual([golden.rows, golden.cols]);
    const parts = (golden.messages[0]?.content ?? []).map((part) =>
      part.type === 'image' ? { picture: sight } : { text: part.text },
    );
    const tokenizer = await openTokenizer(folder);
    const { ids } = promptOf(parts, tokenizer, await readConfig(folder, tokenizer.idOf('<end_of_utterance>')));
    expect(ids).toEqual(golden.input_ids.rle.flatMap(([id, n]) => new Array<number>(n).fill(id)));
    const conversation = await model.open(parts);
    for (const [id, logit] of golden.first_step_top20) expect(conversation.logits[id]).toBeCloseTo(logit, 3);
    expect(await generateGreedily(model.end, conversation, 32)).toEqual(golden.generated_ids);
    conversation.close();
  });
});

test('graphs in 16 bits take and give 16 bits, and say nearly the same; what is taken back is forgotten', async () => {
  const half = `${folder}-fp16`;
  const model = await openFiles(
    {
      folder,
      tower: { path: `${half}/vision_encoder_fp16.onnx`, rebuilt: false },
      embeddings: `${half}/embed_tokens_fp16.onnx`,
      decoder: { path: `${half}/decoder_model_merged_fp16.onnx`, rebuilt: false },
      table: null,
    },
    'tiny@1',
    { device: 'cpu', threads: 2, name: 'tiny' },
  );
  const golden: Golden = goldens.cases.find((one: Golden) => !one.do_image_splitting);
  const parts = (golden.messages[0]?.content ?? []).map(async (part) =>
    part.type === 'image' ? { picture: await model.look(await picture(golden.image), 'whole') } : { text: part.text },
  );
  const conversation = await model.open(await Promise.all(parts));
  for (const [id, logit] of golden.first_step_top20)
    expect(Math.abs((conversation.logits[id] ?? 0) - logit)).toBeLessThan(0.05);
  const { length } = conversation;
  const [first = 0, other = 0] = golden.generated_ids;
  const said = Float32Array.from(await conversation.feed([first], 1));
  conversation.rewind(length);
  await conversation.feed([other, other], 1);
  conversation.rewind(length);
  const again = await conversation.feed([first], 1);
  expect(Math.max(...said.map((logit, i) => Math.abs(logit - (again[i] ?? 0))))).toBeLessThan(1e-2);
  conversation.close();
  await model.close();
});
