import type { Page } from '../../src/core/page.ts';
import { flowOf } from '../../src/vlm/grounding/flow.ts';
import { spellingsOf } from '../../src/vlm/grounding/spelling.ts';

const encoder = new TextEncoder();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const blank = hex(encoder.encode(' '));
const lineBreak = hex(encoder.encode('\\n'));

/**
 * Every text that a page says, written out as bytes in hexadecimal, up to so many words. Slow and plain: what the walk
 * over words and vocabulary is checked against.
 */
export function everyText(page: Page, words: number): ReadonlySet<string> {
  const printed = page.words.filter(({ text }) => spellingsOf(text).length > 0);
  const { onward } = flowOf(printed);
  const spelled = printed.map(({ text }) => spellingsOf(text));
  const out = new Set<string>();
  const goOn = (word: number, said: string, left: number) => {
    out.add(said);
    if (left === 0) return;
    const { beside = null, touching = false, below = [] } = onward[word] ?? {};
    const enter = (next: number, by: string) => {
      for (const { bytes } of spelled[next] ?? []) goOn(next, said + by + hex(bytes), left - 1);
    };
    if (beside !== null) enter(beside, blank);
    if (beside !== null && touching) enter(beside, '');
    for (const next of below) enter(next, blank);
    for (const next of below) enter(next, lineBreak);
  };
  spelled.forEach((spellings, word) => {
    for (const { bytes, starts } of spellings)
      for (const { byte } of starts) goOn(word, hex(bytes.subarray(byte)), words - 1);
  });
  return out;
}

/** The tokens that one of the texts goes on with behind what is said. */
export function allowedBy(
  texts: ReadonlySet<string>,
  tokens: readonly (Uint8Array | null)[],
  said: Uint8Array,
): readonly number[] {
  const before = hex(said);
  return tokens.flatMap((token, id) => {
    if (token === null || token.length === 0) return [];
    const wanted = before + hex(token);
    for (const text of texts) if (text.startsWith(wanted)) return [id];
    return [];
  });
}
