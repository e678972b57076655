import { performance } from 'node:perf_hooks';
import type { Box } from '../src/core/geometry.ts';
import { openSession, type SessionOptions } from '../src/models/onnx/session.ts';
import { rebuildDecoder, rebuildTower } from '../src/models/smolvlm2/rebuild.ts';
import type { Conversation } from '../src/vlm/language-model.ts';
import { createVisionReader } from '../src/vlm/reader.ts';
import { graphEmbeddings } from '../src/vlm/smolvlm2/embeddings.ts';
import { smolVlm2 } from '../src/vlm/smolvlm2/engine.ts';
import { sharedDecoder } from '../src/vlm/smolvlm2/shared-decoder.ts';
import { openTower } from '../src/vlm/smolvlm2/tower.ts';
import { firstPage, regionOf } from '../test/vlm/invoice.ts';
import { answering, type Mind } from '../test/vlm/scripted.ts';
import { print } from './figures.ts';
import { FULL_SIZE, fullSizeFolder, fullSizeTokenizer, madeOnce } from './full-size.ts';

/** Fields, each with its region shown, answered by a model of full size: end to end, the page drawn before. */
export async function measureField(): Promise<void> {
  const folder = fullSizeFolder();
  if (folder === null) return;
  const options: SessionOptions = { device: 'cpu', threads: 2, name: 'full size', keepMemory: true };
  const graph = (name: string) => `${folder}/onnx/${name}.onnx`;
  const made = await madeOnce(folder, async (file) => ({
    tower: await rebuildTower(graph('vision_encoder'), FULL_SIZE, 'fast', 'tower', file),
    decoder: await rebuildDecoder(graph('decoder_model_merged'), FULL_SIZE, 'fast', 'decoder', file),
  }));
  const model = smolVlm2({
    name: 'full size',
    config: FULL_SIZE,
    tokenizer: fullSizeTokenizer(),
    tower: await openTower(await openSession(made.tower, options), FULL_SIZE.text.width, FULL_SIZE.tokensPerTile),
    embeddings: await graphEmbeddings(await openSession(graph('embed_tokens'), options)),
    decoder: await sharedDecoder(await openSession(made.decoder, options), FULL_SIZE, 'full size'),
  });
  const { page, picture } = await firstPage('de-two-rates.pdf', 150);
  const budget = { tokens: 500, ms: 120_000 };
  const values = Object.fromEntries(page.words.slice(-42).map(({ text }, i) => [`total amount due ${i}`, text]));
  const reader = createVisionReader({
    ...model,
    open: async (parts) => thinking(await model.open(parts), answering(values)),
  });
  const ask = async (box: Box, count: number) => {
    const region = regionOf(page, picture, box);
    const questions = Object.entries(values)
      .filter(([, value]) => page.words.some((word) => word.text === value && inside(word.box, box)))
      .slice(0, count)
      .map(([about]) => ({ key: about, about }));
    const from = performance.now();
    const { cost, answers } = await reader.read(
      { pages: [page], regions: [region], questions, budget },
      new AbortController().signal,
    );
    const seconds = (performance.now() - from) / 1000;
    const right = answers.filter(({ key, text }) => text === values[key]).length;
    const remark = `${cost.tiles} tiles, prompt of ${cost.prompt}, ${cost.steps} steps, ${right} of ${questions.length} right`;
    return [`${seconds.toFixed(1)} s`, remark] as const;
  };
  const square = { x: 300, y: 640, w: 250, h: 200 };
  const wide = { x: 60, y: 640, w: 500, h: 200 };
  await ask({ x: 0, y: 0, w: 200, h: 200 }, 1);
  print('SmolVLM2-256M of full size, two threads', [
    ['one field, a region of one tile', ...(await ask(square, 1))],
    ['one field, a region of two tiles', ...(await ask(wide, 1))],
    ['another field in a region that was seen', ...(await ask(square, 1))],
    ['20 fields in two tiles that were seen', ...(await ask(wide, 20))],
  ]);
  await reader.close();

  /** Computes every step, and then thinks what it is told to: random weights would say nothing. */
  function thinking(conversation: Conversation, mind: Mind): Conversation {
    let tokens: number[] = [];
    const start = conversation.length;
    return {
      get length() {
        return conversation.length;
      },
      async feed(more, rows) {
        await conversation.feed(more, rows);
        const logits = new Float32Array(rows * model.vocabulary.size);
        more.forEach((token, i) => {
          tokens.push(token);
          const row = i - (more.length - rows);
          if (row >= 0) logits.set(mind(tokens, model.vocabulary), row * model.vocabulary.size);
        });
        return logits;
      },
      rewind(length) {
        conversation.rewind(length);
        tokens = tokens.slice(0, length - start);
      },
      close: () => conversation.close(),
    };
  }
}

const inside = (word: Box, box: Box): boolean =>
  word.x >= box.x && word.y >= box.y && word.x + word.w <= box.x + box.w && word.y + word.h <= box.y + box.h;
