import { type GraphSession, loadRuntime, type Tensor } from '../../models/onnx/session.ts';
import { floatsIn, floatTensor } from '../../models/onnx/tensors.ts';
import type { SmolVlm2Config } from '../../models/smolvlm2/config.ts';
import { type Decoder, finite } from './decoder.ts';

/** The decoder as it is published: keys and values go in and come out whole at each step, logits come for all positions. */
export async function publishedDecoder(session: GraphSession, { text }: SmolVlm2Config): Promise<Decoder> {
  const runtime = await loadRuntime();
  const { Tensor: OrtTensor } = runtime;
  const { kvHeads, headWidth, width, vocabulary } = text;
  const pasts = session.inputs.filter((name) => name.startsWith('past_key_values.'));
  const wantsPositions = session.inputs.includes('position_ids');
  const keep = session.inputs.includes('num_logits_to_keep');

  /** The first `to` positions of a [1, heads, from, width] tensor. Graphs in 16 bits hold theirs in 16 bits. */
  const cut = (cache: Tensor, from: number, to: number): Tensor => {
    const data = floatsIn(cache);
    if (data === null) throw new Error('keys and values that are no floats');
    const out = new Float32Array(kvHeads * to * headWidth);
    for (let head = 0; head < kvHeads; head++) {
      const start = head * from * headWidth;
      out.set(data.subarray(start, start + to * headWidth), head * to * headWidth);
    }
    return floatTensor(runtime, cache.type, out, [1, kvHeads, to, headWidth]);
  };

  return {
    begin() {
      let length = 0;
      let held = 0;
      const empty = (name: string) =>
        floatTensor(runtime, session.typeOf(name), new Float32Array(0), [1, kvHeads, 0, headWidth]);
      let caches = new Map<string, Tensor>(pasts.map((name) => [name, empty(name)]));
      return {
        get length() {
          return length;
        },
        async step(embeddings, rows) {
          if (held > length) {
            for (const [name, cache] of caches) caches.set(name, cut(cache, held, length));
            held = length;
          }
          const count = embeddings.length / width;
          const total = length + count;
          const feeds: Record<string, Tensor> = {
            inputs_embeds: floatTensor(runtime, session.typeOf('inputs_embeds'), embeddings, [1, count, width]),
            attention_mask: new OrtTensor('int64', new BigInt64Array(total).fill(1n), [1, total]),
            ...Object.fromEntries(caches),
          };
          if (wantsPositions) {
            const positions = BigInt64Array.from({ length: count }, (_, i) => BigInt(length + i));
            feeds.position_ids = new OrtTensor('int64', positions, [1, count]);
          }
          if (keep) feeds.num_logits_to_keep = new OrtTensor('int64', BigInt64Array.of(BigInt(rows)), []);
          const outputs = await session.run(feeds);
          const logits = outputs.logits === undefined ? null : floatsIn(outputs.logits);
          if (logits === null) throw new Error('a decoder without logits');
          const next = new Map<string, Tensor>();
          for (const name of pasts) {
            const present = outputs[name.replace('past_key_values', 'present')];
            if (present === undefined) throw new Error(`a decoder that takes ${name} and does not give it back`);
            next.set(name, present);
          }
          caches = next;
          length = total;
          held = total;
          return finite(logits.subarray(logits.length - rows * vocabulary));
        },
        rewind(to) {
          length = Math.min(length, to);
        },
        close() {
          caches.clear();
        },
      };
    },
    close: () => session.close(),
  };
}
