import type { OpenedConversation } from './engine.ts';

/** What the model says by itself, the likeliest token each time: at most `limit` ids, the one that ends it among them. */
export async function generateGreedily(
  end: number,
  conversation: OpenedConversation,
  limit: number,
): Promise<readonly number[]> {
  const said: number[] = [];
  let logits = conversation.logits;
  while (said.length < limit) {
    const best = likeliest(logits);
    said.push(best);
    if (best === end) break;
    logits = await conversation.feed([best], 1);
  }
  return said;
}

/** The id with the largest logit. */
export function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if ((logits[id] ?? 0) > (logits[best] ?? 0)) best = id;
  return best;
}
