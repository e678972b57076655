import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import { createSpeller } from '../../src/vlm/decoding/speller.ts';
import { sayValue } from '../../src/vlm/decoding/value.ts';
import { createWriter } from '../../src/vlm/decoding/writer.ts';
import { layGround } from '../../src/vlm/grounding/ground.ts';
import { begin, occurrencesOf, textOf } from '../../src/vlm/grounding/path.ts';
import { anyPage, typed, vocabularyOf } from './pages.ts';
import { type Mind, random, scriptedModel } from './scripted.ts';

const vocabulary = vocabularyOf(['INV', 'INV-', '100', '00', ',00', ' 1', '", "', 'To', 'tal', ' EUR', '<image>']);
const speller = createSpeller(vocabulary);

/** Says one value after some text, then one more step on what is written behind. */
async function say(page: Page, mind: Mind, behind: string) {
  const model = scriptedModel(vocabulary, mind);
  const conversation = await model.open([]);
  const limits = { budget: { tokens: 500, ms: 1000 }, signal: new AbortController().signal, started: 0, now: () => 0 };
  const writer = createWriter(conversation, vocabulary, limits);
  writer.write('{"a": "');
  const start = begin(layGround([{ page, shown: page.words.map((_, i) => i) }]));
  const said = await sayValue(writer, speller, start, behind);
  writer.write('", "b": "');
  const next = await writer.look();
  if (said === null || next === null) throw new Error('the budget is large enough');
  const { steps } = writer.cost;
  return { said, text: texts(said.path), logits: next.logits.slice(), fed: model.asked.fed, steps };
}

const texts = (path: Parameters<typeof occurrencesOf>[0]) => occurrencesOf(path).map((one) => textOf(path.ground, one));

const anyMind = fc.tuple(fc.integer(), fc.constantFrom(0, 1, 8, 60)).map(([seed, spread]) => random(seed, spread));

test('what is fed on a guess changes nothing but the number of steps', async () => {
  await fc.assert(
    fc.asyncProperty(anyPage, anyMind, async (page, mind) => {
      const plain = await say(page, mind, '');
      for (const behind of ['", "b": "', '", "c": "']) {
        const { steps, ...rest } = await say(page, mind, behind);
        expect({ ...rest, said: rest.said.score }).toEqual({
          text: plain.text,
          logits: plain.logits,
          fed: plain.fed,
          said: plain.said.score,
        });
        expect(steps).toBeLessThanOrEqual(plain.steps);
      }
    }),
    { numRuns: 100 },
  );
});

test('the score is the mean of what the model thought of each token and of the end, fed one by one', async () => {
  await fc.assert(
    fc.asyncProperty(anyPage, anyMind, async (page, mind) => {
      const { said, fed, text } = await say(page, mind, '", "b": "');
      if (text.length === 0) return;
      const share = (history: readonly number[], ids: readonly number[]) => {
        const exps = [...mind(history, vocabulary)].map(Math.exp);
        return ids.reduce((sum, id) => sum + (exps[id] ?? 0), 0) / exps.reduce((sum, one) => sum + one, 0);
      };
      const [before, behind] = [vocabulary.encode('{"a": "'), vocabulary.encode('", "b": "')];
      const end = fed.length - behind.length;
      const logs = fed
        .slice(before.length, end)
        .map((token, i) => Math.log(share(fed.slice(0, before.length + i), [token])));
      logs.push(Math.log(share(fed.slice(0, end), speller.closing)));
      const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
      expect(said.score).toBeCloseTo(Math.exp(mean), 4);
    }),
    { numRuns: 100 },
  );
});

test('what looks like a mark of the model is said in tokens of text', async () => {
  const encode = (text: string) =>
    text.split('<image>').flatMap((part, i) => [...(i > 0 ? [0] : []), ...vocabulary.encode(part)]);
  const marked = { ...vocabulary, encode };
  const model = scriptedModel(marked, (_, { size }) => new Float32Array(size));
  const conversation = await model.open([]);
  const limits = { budget: { tokens: 500, ms: 1000 }, signal: new AbortController().signal, started: 0, now: () => 0 };
  const writer = createWriter(conversation, marked, limits);
  writer.write('"');
  const page = typed(['a<image>b']);
  await sayValue(writer, createSpeller(marked), begin(layGround([{ page, shown: [0] }])), '');
  expect(model.asked.fed).not.toContain(0);
});
