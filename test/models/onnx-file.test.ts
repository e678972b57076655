import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readModel } from '../../src/models/onnx/read.ts';
import { WireError } from '../../src/models/onnx/wire.ts';
import { writeModel } from '../../src/models/onnx/write.ts';

const root = new URL('../../fixtures/models/', import.meta.url);
const FILES = [
  'smolvlm2-tiny/onnx/decoder_model_merged.onnx',
  'smolvlm2-tiny/onnx/decoder_model_merged_quantized.onnx',
  'smolvlm2-tiny/onnx/embed_tokens.onnx',
  'smolvlm2-tiny/onnx/embed_tokens_quantized.onnx',
  'smolvlm2-tiny/onnx/vision_encoder.onnx',
  'smolvlm2-tiny/onnx/vision_encoder_quantized.onnx',
  'colpali-tiny/model.onnx',
  'colmodernvbert-tiny/model.onnx',
  'colsmol-tiny/model.onnx',
];

describe('ONNX files', () => {
  test.each(FILES)('%s is written as it was read', (file) => {
    const bytes = readFileSync(new URL(file, root));
    const model = readModel(bytes);
    expect(model.graph.nodes.length).toBeGreaterThan(0);
    const again = Buffer.concat([...writeModel(model)]);
    expect(readModel(again)).toEqual(model);
    // the order of fields may differ, nothing else
    expect(again.length).toBe(bytes.length);
  });

  test('tensors are views into the file', () => {
    const bytes = readFileSync(new URL('smolvlm2-tiny/onnx/embed_tokens.onnx', root));
    const [weights] = readModel(bytes).graph.initializers;
    expect(weights?.dims).toEqual([1280, 96]);
    expect(weights?.raw?.buffer).toBe(bytes.buffer);
  });

  test('external data is named with its place', () => {
    const model = readModel(readFileSync(new URL('colpali-tiny/model.onnx', root)));
    const outside = model.graph.initializers.filter((tensor) => tensor.external !== null);
    expect(outside.length).toBeGreaterThan(0);
    for (const { external, raw } of outside) {
      expect(external?.location).toBe('model.onnx_data');
      expect(external?.length).toBeGreaterThan(0);
      expect(raw).toBeNull();
    }
  });

  test('what is written runs', async () => {
    const bytes = readFileSync(new URL('smolvlm2-tiny/onnx/embed_tokens.onnx', root));
    const ids = new Tensor('int64', BigInt64Array.of(1n, 5n, 1279n), [1, 3]);
    const [before, after] = await Promise.all(
      [bytes, Buffer.concat([...writeModel(readModel(bytes))])].map(async (file) => {
        const session = await InferenceSession.create(file);
        return (await session.run({ input_ids: ids }))['inputs_embeds']?.data;
      }),
    );
    expect(after).toEqual(before);
  });

  test('damage is said, or what is left can be read and written', () => {
    const bytes = readFileSync(new URL('smolvlm2-tiny/onnx/vision_encoder.onnx', root)).subarray(0, 40_000);
    const small = readFileSync(new URL('colpali-tiny/model.onnx', root));
    fc.assert(
      fc.property(fc.constantFrom(bytes, small), fc.nat(), fc.nat(255), fc.nat(), (file, at, value, cut) => {
        const damaged = Uint8Array.from(file.subarray(0, file.length - (cut % 3 === 0 ? cut % file.length : 0)));
        damaged[at % damaged.length] = value;
        try {
          writeModel(readModel(damaged));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
