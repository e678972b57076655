import { open } from 'node:fs/promises';
import { type GraphSession, loadRuntime } from '../../models/onnx/session.ts';
import { floatsIn } from '../../models/onnx/tensors.ts';
import type { EmbeddingTable } from '../../models/smolvlm2/table.ts';

/** Token ids as the decoder takes them. */
export interface Embeddings {
  /** `ids.length` rows of the model's width, written to `out`. */
  look(ids: readonly number[], out: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/** The embeddings of a graph: `input_ids` to `inputs_embeds`. */
export async function graphEmbeddings(session: GraphSession): Promise<Embeddings> {
  const { Tensor } = await loadRuntime();
  return {
    async look(ids, out) {
      const feed = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
      const output = (await session.run({ input_ids: feed }))[session.outputs[0] ?? ''];
      const result = output === undefined ? null : floatsIn(output);
      if (result?.length !== out.length) {
        throw new Error('embeddings of another size than the model has');
      }
      out.set(result);
    },
    close: () => session.close(),
  };
}

/** The embeddings of a table in a file: only the rows that are asked for are read, and those are kept. */
export async function tableEmbeddings(path: string, { offset, rows, width }: EmbeddingTable): Promise<Embeddings> {
  const file = await open(path, 'r');
  const known = new Map<number, Float32Array>();
  return {
    async look(ids, out) {
      for (const [i, id] of ids.entries()) {
        let row = known.get(id);
        if (row === undefined) {
          if (id < 0 || id >= rows) throw new RangeError(`there is no token ${id}`);
          row = new Float32Array(width);
          await file.read(new Uint8Array(row.buffer), 0, width * 4, offset + id * width * 4);
          known.set(id, row);
        }
        out.set(row, i * width);
      }
    },
    close: () => file.close(),
  };
}
