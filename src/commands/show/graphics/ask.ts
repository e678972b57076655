import type { ReadStream, WriteStream } from 'node:tty';
import type { Answer } from './graphics.ts';

/** A terminal next door answers within a few milliseconds, one at the other end of the world within this. */
const PATIENCE_MS = 250;

/**
 * Asks a terminal for the pixels of a cell, and for its attributes (DA1): all terminals answer the second, so that an
 * answer without the first ends the waiting. `null` when none comes. What a person types meanwhile is lost.
 */
export async function ask(input: ReadStream, output: WriteStream): Promise<Answer | null> {
  if (!input.isTTY || !output.isTTY) return null;
  const raw = input.isRaw;
  return new Promise((resolve) => {
    let heard = '';
    const end = (answer: Answer | null) => {
      clearTimeout(timer);
      input.off('data', listen);
      input.setRawMode(raw);
      input.pause();
      resolve(answer);
    };
    const listen = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      const answer = answerIn(heard);
      if (answer !== null) end(answer);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    input.setRawMode(true);
    input.on('data', listen);
    input.resume();
    output.write('\x1b[16t\x1b[c');
  });
}

/** What a terminal's reply says; `null` while it is not complete. Attribute 4 is sixel. */
export function answerIn(reply: string): Answer | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: replies begin with one
  const [, attributes] = /\x1b\[\?([\d;]+)c/.exec(reply) ?? [];
  if (attributes === undefined) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  const [, height, width] = /\x1b\[6;(\d+);(\d+)t/.exec(reply) ?? [];
  const cell = { width: Number(width), height: Number(height) };
  return { sixel: attributes.split(';').includes('4'), cell: cell.width > 0 && cell.height > 0 ? cell : null };
}
