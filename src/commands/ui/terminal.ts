import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** The colours that are used. Each says again what a word says already. */
export type Tone = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** A stream to write to, and what it can do. */
export interface Terminal {
  readonly stream: NodeJS.WritableStream;
  /** A person looks at it. */
  readonly interactive: boolean;
  /** Columns to fit into, at least 60; infinite where nobody looks. */
  readonly width: number;
  /** Bits of colour a picture may use: 24, 8, 4 or, for none, 1. Off a terminal, what the environment says of the one behind it. */
  readonly colourBits: number;
  tint(tone: Tone, text: string): string;
  /** Writes a line. Resolves when the stream takes more. */
  line(text?: string): Promise<void>;
  write(data: string | Uint8Array): Promise<void>;
}

const NARROWEST = 60;

/** Text is broken here at the latest, off a terminal as well: nobody reads a line of 300 letters. */
export const PROSE_WIDTH = 110;

/** What `stream` can do. `color: false` is the person's own wish; NO_COLOR and the like are honoured anyway. */
export function terminal(stream: NodeJS.WriteStream, color: boolean): Terminal {
  const interactive = stream.isTTY === true;
  const write = (data: string | Uint8Array) =>
    new Promise<void>((resolve) => {
      if (stream.write(data)) resolve();
      else stream.once('drain', resolve);
    });
  return {
    stream,
    interactive,
    width: interactive ? Math.max(NARROWEST, columnsOf(stream)) : Number.POSITIVE_INFINITY,
    // It asks the environment only, not the stream: NO_COLOR, TERM, COLORTERM and the like.
    colourBits: color ? WriteStream.prototype.getColorDepth() : 1,
    tint: (tone, text) => (color ? styleText(tone, text, { stream, validateStream: true }) : text),
    line: (text = '') => write(`${text}\n`),
    write,
  };
}

function columnsOf(stream: WriteStream): number {
  return stream.columns || 80;
}

/** Whether things may move on it: a terminal that nobody automates. */
export function mayMove(terminal: Terminal): boolean {
  return terminal.interactive && !process.env.CI && process.env.TERM !== 'dumb';
}

// Control characters, and those that turn the direction of text around: a document could forge a line with them.
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** Text from a document or a file name, safe to show: on one line, without escape sequences. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ').trim();
}

const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a colour begins with
const COLOUR = /\u001b\[[\d;]*m/g;

function cells(char: string): number {
  if (char < '\u0300') return 1;
  if (ZERO_WIDTH.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** How many columns a text takes on a terminal. Colours take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text.replace(COLOUR, '')) width += cells(char);
  return width;
}

/** `text`, cut to `width` columns where it is longer. For text without colours. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    used += cells(char);
    if (used > width - 1) break;
    kept += char;
  }
  return `${kept.trimEnd()}…`;
}

/** `text`, filled with blanks to `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Joins parts with `gap`, and starts a new line where the next one would not fit into `width`. */
export function flow(parts: readonly string[], width: number, gap: string): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + widthOf(gap) + widthOf(part) <= width)
      lines[lines.length - 1] = last + gap + part;
    else lines.push(part);
  }
  return lines;
}
