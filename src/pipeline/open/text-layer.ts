import type { Box } from '../../core/geometry.ts';
import type { TextLayer, Word } from '../../core/page.ts';

/** Pictures that cover less of a page than this do not hide what it says: logos, photographs, signatures. */
const COVERED = 0.35;
/** A picture that covers that much and has fewer words on it than this probably holds text of its own. */
const FEW_WORDS = 30;
/** Share of characters without meaning from which on a page is not to be believed. */
const GARBAGE = 0.25;

/** What a page's text layer is worth. `hidden`: most of its characters are drawn in no colour. */
export function judgeTextLayer(
  page: { readonly width: number; readonly height: number },
  words: readonly Word[],
  hidden: boolean,
  pictures: readonly Box[],
): TextLayer {
  if (words.length === 0) return 'missing';
  if (isGarbage(words.map((word) => word.text).join(' '))) return 'garbage';
  if (hidden) return 'hidden';
  if (pictures.length === 0) return 'good';
  const { share, inside } = coverage(page, words, pictures);
  return share >= COVERED && inside < FEW_WORDS ? 'partial' : 'good';
}

/** Whether text is what a font without a usable encoding gives: signs without meaning, or letters that make no words. */
export function isGarbage(text: string): boolean {
  const characters = text.match(/\S/gu) ?? [];
  const senseless = characters.filter((c) => SENSELESS.test(c)).length;
  if (senseless > GARBAGE * characters.length) return true;
  // Shifted encodings: letters in running text, but hardly a vowel. Every language in Latin script has 30 to 55 of 100.
  const latin = text.match(/\b[a-z\u00DF-\u024F]{3,}\b/giu) ?? [];
  const letters = latin.join('');
  if (letters.length >= 120) {
    const vowels = letters.match(VOWEL)?.length ?? 0;
    if (vowels < 0.15 * letters.length || vowels > 0.8 * letters.length) return true;
  }
  // Or signs in the midst of words.
  const wordlike = text.match(/\S{4,}/gu) ?? [];
  const odd = wordlike.filter((word) => ODD.test(word)).length;
  return wordlike.length >= 20 && odd > 0.5 * wordlike.length;
}

const SENSELESS = /[\p{Cc}\p{Co}\p{Cn}\uFFFD]/u;
const VOWEL = /[aeiouyäöüåæøœáàâãéèêëíìîïóòôõúùûýąęěůőű]/giu;
const ODD = /\p{L}[!"#$%&()*+;<=>?@[\]^{|}~\\]\p{L}|[!"#$%&*+;<=>?@[\]^{|}~\\]{3}/u;

/** Share of the page under pictures, on a grid of 40 by 40, and the number of words on them. */
function coverage(
  page: { readonly width: number; readonly height: number },
  words: readonly Word[],
  pictures: readonly Box[],
): { share: number; inside: number } {
  const n = 40;
  const covered = new Uint8Array(n * n);
  const cell = (value: number, side: number) => Math.min(n, Math.max(0, Math.round((value / side) * n)));
  for (const box of pictures) {
    const right = cell(box.x + box.w, page.width);
    const bottom = cell(box.y + box.h, page.height);
    for (let row = cell(box.y, page.height); row < bottom; row++) {
      covered.fill(1, row * n + cell(box.x, page.width), row * n + Math.max(cell(box.x, page.width), right));
    }
  }
  const at = (value: number, side: number) => Math.min(n - 1, Math.max(0, Math.floor((value / side) * n)));
  const inside = words.filter(
    ({ box }) => covered[at(box.y + box.h / 2, page.height) * n + at(box.x + box.w / 2, page.width)] === 1,
  ).length;
  return { share: covered.reduce((sum, c) => sum + c, 0) / covered.length, inside };
}
