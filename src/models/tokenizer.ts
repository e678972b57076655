import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvoicectlError } from '../core/errors.ts';
import { jsonIn } from './json.ts';

/** A message of a chat, for the model's own template. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ({ readonly type: 'image' } | { readonly type: 'text'; readonly text: string })[];
}

/** A model's tokenizer. */
export interface ModelTokenizer {
  /** The ids of a text, which may hold marks (`<image>`). `marks`: adds those that the tokenizer puts around a text. */
  encode(text: string, options?: { readonly marks?: boolean }): readonly number[];
  /** The text of ids; marks are left out. */
  decode(ids: readonly number[]): string;
  /** A conversation in the form that the model was trained with, up to where it is its turn. Throws where there is no template. */
  chat(messages: readonly ChatMessage[]): string;
  /** The id of a mark; `null` when there is none. */
  idOf(mark: string): number | null;
  /**
   * The bytes that each id below `size` stands for, `null` for marks and ids without a token: of a tokenizer whose
   * tokens are bytes (byte-level BPE).
   */
  bytes(size: number): readonly (Uint8Array | null)[];
}

const tokenizerFile = z.object({
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).default([]),
  model: z.object({ vocab: z.record(z.string(), z.number()) }),
});

/** Opens the tokenizer in a model's folder. Nothing is fetched. Throws `MODEL_DAMAGED`. */
export async function openTokenizer(folder: string): Promise<ModelTokenizer> {
  const damaged = (error: unknown) =>
    new InvoicectlError('MODEL_DAMAGED', `The tokenizer in ${folder} cannot be read.`, { cause: error });
  const read = async (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  // Some repositories have no configuration, and all that is needed stands in the tokenizer itself.
  const [text, config] = await Promise.all([
    read('tokenizer.json').catch((error: unknown) => {
      throw damaged(error);
    }),
    read('tokenizer_config.json').catch(() => '{}'),
  ]);
  const file = tokenizerFile.safeParse(jsonIn(text));
  const settings = z.record(z.string(), z.unknown()).safeParse(jsonIn(config));
  if (!file.success) throw damaged(file.error);
  if (!settings.success) throw damaged(settings.error);
  const { PreTrainedTokenizer } = await import('@huggingface/transformers');
  const tokenizer = new PreTrainedTokenizer(jsonIn(text), settings.data);
  const marks = new Map(file.data.added_tokens.map(({ id, content }) => [content, id]));
  return {
    encode: (text, options) => tokenizer.encode(text, { add_special_tokens: options?.marks === true }),
    decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
    chat: (messages) =>
      String(
        tokenizer.apply_chat_template(
          messages.map(({ role, content }) => ({ role, content: [...content] }) as never),
          { tokenize: false, add_generation_prompt: true },
        ),
      ),
    idOf: (mark) => marks.get(mark) ?? null,
    bytes(size) {
      const out: (Uint8Array | null)[] = new Array(size).fill(null);
      const marked = new Set(marks.values());
      for (const [token, id] of Object.entries(file.data.model.vocab)) {
        if (id < size && !marked.has(id)) out[id] = bytesOf(token);
      }
      return out;
    },
  };
}

/** Byte-level BPE writes bytes as letters: those that print as themselves, the other 68 as those from U+0100 on. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  (() => {
    const prints = (byte: number) =>
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    let next = 0x100;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCharCode(prints(byte) ? byte : next++),
      byte,
    ]);
  })(),
);

function bytesOf(token: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const letter of token) {
    const byte = BYTE_OF.get(letter);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
