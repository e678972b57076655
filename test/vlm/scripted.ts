import type { Conversation, PromptPart, VisionLanguageModel, Vocabulary } from '../../src/vlm/language-model.ts';

/** Logits of the next token, from all tokens so far. */
export type Mind = (tokens: readonly number[], vocabulary: Vocabulary) => Float32Array;

/** What was asked of a scripted model. */
export interface Asked {
  looks: number;
  opened: PromptPart[][];
  steps: number;
  fed: number[];
  closed: number;
}

/** A model that thinks what a test says, and counts. */
export function scriptedModel(vocabulary: Vocabulary, mind: Mind): VisionLanguageModel & { readonly asked: Asked } {
  const asked: Asked = { looks: 0, opened: [], steps: 0, fed: [], closed: 0 };
  return {
    asked,
    name: 'scripted@1',
    vocabulary,
    end: 0,
    async look() {
      asked.looks++;
      return { rows: 0, cols: 0, features: new Float32Array(64) };
    },
    async open(parts) {
      asked.opened.push([...parts]);
      return scriptedConversation(vocabulary, mind, asked);
    },
    async close() {},
  };
}

function scriptedConversation(vocabulary: Vocabulary, mind: Mind, asked: Asked): Conversation {
  let tokens: number[] = [];
  return {
    get length() {
      return tokens.length;
    },
    async feed(more, rows) {
      if (more.length < rows || rows < 1) throw new RangeError(`${rows} rows of ${more.length} tokens`);
      asked.steps++;
      const logits = new Float32Array(rows * vocabulary.size);
      more.forEach((token, i) => {
        tokens.push(token);
        const row = i - (more.length - rows);
        if (row >= 0) logits.set(mind(tokens, vocabulary), row * vocabulary.size);
      });
      asked.fed = [...tokens];
      return logits;
    },
    rewind(length) {
      if (length > tokens.length) throw new RangeError('there is no such place');
      tokens = tokens.slice(0, length);
    },
    close() {
      asked.closed++;
    },
  };
}

const decoder = new TextDecoder();

/** The text of tokens. */
export const textOf = (tokens: readonly number[], { bytes }: Vocabulary): string =>
  decoder.decode(Uint8Array.from(tokens.flatMap((id) => [...(bytes[id] ?? [])])));

/** Wants to write one text and nothing else, in the largest tokens; off the text it wants nothing in particular. */
export function wanting(text: string): Mind {
  return (tokens, vocabulary) => {
    const logits = new Float32Array(vocabulary.size);
    const said = textOf(tokens, vocabulary);
    if (!text.startsWith(said)) return logits;
    vocabulary.bytes.forEach((token, id) => {
      if (token === null || token.length === 0) return;
      const next = decoder.decode(token);
      if (text.startsWith(next, said.length)) logits[id] = 10 + token.length;
    });
    return logits;
  };
}

/** Answers each member of an object by its name, whatever was said before; empty where it has none. */
export function answering(values: Readonly<Record<string, string>>): Mind {
  return (tokens, vocabulary) => {
    const said = textOf(tokens, vocabulary);
    const [, name = '""', so = ''] = /.*("(?:[^"\\]|\\.)*"): "((?:[^"\\]|\\.)*)$/s.exec(said) ?? [];
    return wanting(`${JSON.stringify(values[JSON.parse(name)] ?? '')}, `.slice(1))(vocabulary.encode(so), vocabulary);
  };
}

/** Thinks at random: another opinion for every text, the same each time. */
export function random(seed: number, spread = 8): Mind {
  return (tokens, vocabulary) => {
    let state = tokens.reduce((sum, token) => Math.imul(sum ^ token, 0x01000193) >>> 0, seed ^ 0x811c9dc5);
    return Float32Array.from({ length: vocabulary.size }, () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * spread;
    });
  };
}
