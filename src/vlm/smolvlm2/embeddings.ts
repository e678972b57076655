import { type GraphSession, loadRuntime } from '../../models/onnx/session.ts';

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
      const result = (await session.run({ input_ids: feed }))[session.outputs[0] ?? '']?.data;
      if (!(result instanceof Float32Array) || result.length !== out.length) {
        throw new Error('embeddings of another size than the model has');
      }
      out.set(result);
    },
    close: () => session.close(),
  };
}
