import { InvoicectlError } from '../../core/errors.ts';
import { type GraphSession, loadRuntime, type Tensor } from '../../models/onnx/session.ts';
import type { SmolVlm2Config } from '../../models/smolvlm2/config.ts';
import { type Decoder, finite } from './decoder.ts';

/** Positions that room is made for at a time. */
const STEP = 512;
/** Positions that are computed at once: a later part of a prompt looks back at less than a square of it. */
const PART = 256;

/**
 * The decoder that `buildDecoder` writes: keys and values are written where they lie, so a step copies nothing, and
 * going back is forgetting a number.
 */
export async function sharedDecoder(session: GraphSession, { text }: SmolVlm2Config, name: string): Promise<Decoder> {
  const { Tensor: OrtTensor } = await loadRuntime();
  const { kvHeads, headWidth, width, vocabulary, positions } = text;
  const pasts = session.inputs.filter((input) => input.startsWith('past_key_values.'));
  const tensor = (data: Float32Array, room: number) => new OrtTensor('float32', data, [1, kvHeads, room, headWidth]);

  return {
    begin() {
      let length = 0;
      let room = 0;
      let past: Record<string, Tensor> = {};
      let present: Record<string, Tensor> = {};
      let logits = new Float32Array(0);

      /** Room for `total` positions; what is there moves with it. */
      function grow(total: number): void {
        if (total <= room) return;
        if (total > positions) {
          throw new InvoicectlError(
            'MODEL_FAILED',
            `${name} reads ${positions} tokens at most, ${total} were asked of it.`,
          );
        }
        const larger = Math.min(positions, Math.ceil(total / STEP) * STEP);
        const [oldPast, oldRoom] = [past, room];
        past = {};
        present = {};
        for (const input of pasts) {
          const data = new Float32Array(kvHeads * larger * headWidth);
          const old = oldPast[input]?.data;
          if (old instanceof Float32Array) {
            for (let head = 0; head < kvHeads; head++) {
              const from = head * oldRoom * headWidth;
              data.set(old.subarray(from, from + length * headWidth), head * larger * headWidth);
            }
          }
          past[input] = tensor(data, larger);
          present[input.replace('past_key_values', 'present')] = tensor(data, larger);
        }
        room = larger;
      }

      const scratch = new Float32Array(vocabulary);
      async function run(embeddings: Float32Array, out: Float32Array, rows: number): Promise<void> {
        const count = embeddings.length / width;
        const total = length + count;
        await session.run(
          {
            inputs_embeds: new OrtTensor('float32', embeddings, [1, count, width]),
            seqlens_k: new OrtTensor('int32', Int32Array.of(total - 1), [1]),
            total_sequence_length: new OrtTensor('int32', Int32Array.of(total), []),
            logits_to_keep: new OrtTensor('int64', BigInt64Array.of(BigInt(rows)), [1]),
            ...past,
          },
          { logits: new OrtTensor('float32', out, [1, rows, vocabulary]), ...present },
        );
        length = total;
      }

      return {
        get length() {
          return length;
        },
        async step(embeddings, rows) {
          const count = embeddings.length / width;
          grow(length + count);
          if (logits.length !== rows * vocabulary) logits = new Float32Array(rows * vocabulary);
          let from = 0;
          // the last part holds at least the positions whose logits are asked for
          while (count - from > Math.max(PART, rows)) {
            const to = Math.min(from + PART, count - rows);
            await run(embeddings.subarray(from * width, to * width), scratch, 1);
            from = to;
          }
          await run(embeddings.subarray(from * width), logits, rows);
          return finite(logits);
        },
        rewind(to) {
          length = Math.min(length, to);
        },
        close() {
          past = {};
          present = {};
          room = 0;
          length = 0;
        },
      };
    },
    close: () => session.close(),
  };
}
