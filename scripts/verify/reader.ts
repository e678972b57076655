import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { oneTileOf, tilesOf } from '../../src/models/images/tiles.ts';
import { readConfig } from '../../src/models/smolvlm2/config.ts';
import { rebuildDecoder, rebuildTower } from '../../src/models/smolvlm2/rebuild.ts';
import { embeddingTable } from '../../src/models/smolvlm2/table.ts';
import { type ModelTokenizer, openTokenizer } from '../../src/models/tokenizer.ts';
import { promptOf } from '../../src/vlm/smolvlm2/engine.ts';
import { generateGreedily, likeliest } from '../../src/vlm/smolvlm2/generate.ts';
import { openFiles, type SmolVlm2Files } from '../../src/vlm/smolvlm2/open.ts';
import { digestOf, pictureAt, readerGoldens, readGoldens, unfold } from './goldens.ts';
import { largest, type Report } from './report.ts';

/** How the graphs of a reader are run: as published, written anew in 32 bits, in 8 bits, or the published ones in 8 bits. */
export type Way = 'published' | 'rebuilt' | 'rebuilt-8-bit' | 'published-8-bit';

const LOGITS = 1e-3;
const FEATURES = 1e-4;
/** Weights in 8 bits are off by a quarter of this; kernels differ from processor to processor. */
const ROUNDED = { features: 0.25, logits: 1.5 };
const TOKENS = 32;

/** Checks a SmolVLM2 in `folder`; `room`: a folder for graphs that are written anew. */
export async function verifyReader(folder: string, room: string, way: Way, report: Report): Promise<void> {
  const goldens = readGoldens(folder, readerGoldens);
  const tokenizer = await openTokenizer(folder);
  const files = await filesOf(folder, room, way, tokenizer);
  if (files === null) return;
  const config = await readConfig(folder, tokenizer.idOf('<end_of_utterance>'));
  const model = await openFiles(files, way, { device: 'cpu', threads: 2, name: way });
  // weights in 8 bits are rounded: that they load and give numbers is all that is asked of them here
  const rounded = way.endsWith('8-bit');
  try {
    for (const golden of goldens.cases) {
      const name = `${way} ${golden.name}`;
      const picture = await pictureAt(resolve(folder, golden.image));
      const tiled = golden.do_image_splitting ? tilesOf(picture, config) : oneTileOf(picture, config);
      report.same(`${name} grid`, tiled.rows === golden.rows && tiled.cols === golden.cols);
      report.same(`${name} pixels`, digestOf(tiled.tiles) === golden.pixel_values.sha256_f32le);
      const sight = await model.look(picture, golden.do_image_splitting ? 'grid' : 'whole');
      const parts = (golden.messages[0]?.content ?? []).map((part) =>
        part.type === 'image' ? { picture: sight } : { text: part.text ?? '' },
      );
      const { ids } = promptOf(parts, tokenizer, config);
      report.same(`${name} ids`, same(ids, unfold(golden.input_ids)), `${ids.length}`);
      const { index, value } = golden.image_features.samples;
      const features = largest(index.map((at, i) => Math.abs((sight.features[at] ?? Number.NaN) - (value[i] ?? 0))));
      report.near(`${name} features`, features, rounded ? ROUNDED.features : FEATURES);
      const conversation = await model.open(parts);
      const logits = largest(
        golden.first_step_top20.map(([id, logit]) => Math.abs((conversation.logits[id] ?? Number.NaN) - logit)),
      );
      report.near(`${name} logits`, logits, rounded ? ROUNDED.logits : LOGITS);
      const prompt = conversation.length;
      const said = await generateGreedily(model.end, conversation, TOKENS);
      const equal = said.findIndex((id, i) => id !== golden.generated_ids[i]);
      const note = `${equal === -1 ? said.length : equal} of ${golden.generated_ids.length} tokens are the same`;
      report.same(`${name} generated`, rounded || same(said, golden.generated_ids), note);
      if (!rounded) {
        conversation.rewind(prompt);
        const again = await conversation.feed(golden.generated_ids.slice(0, 5), 3);
        const size = model.vocabulary.size;
        const three = [0, 1, 2].map((row) => likeliest(again.subarray(row * size, (row + 1) * size)));
        report.same(`${name} gone back, several at once`, same(three, golden.generated_ids.slice(3, 6)));
      }
      conversation.close();
    }
  } finally {
    await model.close();
  }
}

async function filesOf(
  folder: string,
  room: string,
  way: Way,
  tokenizer: ModelTokenizer,
): Promise<SmolVlm2Files | null> {
  const suffix = way === 'published-8-bit' ? '_quantized' : '';
  const graph = (name: string) => join(folder, 'onnx', `${name}${suffix}.onnx`);
  const [vision, decoder, embeddings] = [graph('vision_encoder'), graph('decoder_model_merged'), graph('embed_tokens')];
  if (![vision, decoder, embeddings].every((path) => existsSync(path))) return null;
  if (way.startsWith('published')) {
    return {
      folder,
      tower: { path: vision, rebuilt: false },
      decoder: { path: decoder, rebuilt: false },
      embeddings,
      table: null,
    };
  }
  const config = await readConfig(folder, tokenizer.idOf('<end_of_utterance>'));
  const rounding = way === 'rebuilt' ? 'exact' : 'fast';
  const file = async (name: string, make: (path: string) => Promise<void>) => {
    const path = join(room, name);
    await make(path);
    return path;
  };
  return {
    folder,
    tower: { path: await rebuildTower(vision, config, rounding, `${way}-tower`, file), rebuilt: true },
    decoder: { path: await rebuildDecoder(decoder, config, rounding, `${way}-decoder`, file), rebuilt: true },
    embeddings,
    table: await embeddingTable(embeddings),
  };
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
