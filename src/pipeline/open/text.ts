/** Presentation forms: ligatures, and the shapes that Arabic and Hebrew letters take in print. */
const PRESENTATION = /[\uFB00-\uFDFF\uFE70-\uFEFC]/gu;
const INVISIBLE = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;
const PRIVATE = /^[\uE000-\uF8FF]$/u;

/** Accents that some typesetting systems print on their own, over the letter they belong to, and their combining form. */
const ACCENTS: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  '`': '\u0300',
  ˆ: '\u0302',
  '˜': '\u0303',
  '˚': '\u030A',
  '¸': '\u0327',
  ˇ: '\u030C',
  '˘': '\u0306',
  '˝': '\u030B',
  '˙': '\u0307',
  '¯': '\u0304',
};

/**
 * Printed characters to the text they stand for: ligatures spelt out, accents put on their letters, invisible
 * characters dropped, right-to-left words turned to reading order. Nothing else is changed ("²" stays "²").
 */
export function cleanText(characters: readonly string[], starts: readonly number[], ends: readonly number[]): string {
  let text = characters.join('');
  if (PLAIN.test(text)) return text;
  if (SPACING_ACCENT.test(text)) text = withAccents(characters, starts, ends).join('');
  if (RIGHT_TO_LEFT.test(text)) text = turned(characters);
  text = text
    .replace(PRESENTATION, (c) => c.normalize('NFKC'))
    // A soft hyphen that is drawn is a hyphen: fonts often give both characters to the same sign.
    .replace(/\u00AD/g, '-')
    .replace(INVISIBLE, '')
    .trim();
  if (PRIVATE.test(text)) return '';
  return text.normalize('NFC');
}

/** Nothing to clean in these: Latin letters with their accents, digits, usual signs. */
const PLAIN =
  /^[\x21-\x5F\x61-\x7E\u00A1-\u00A7\u00A9-\u00AC\u00AE\u00B0-\u00B3\u00B5-\u00B7\u00B9-\u017F\u2010-\u2027\u20AC]+$/;
const SPACING_ACCENT = /[¨´`ˆ˜˚¸ˇ˘˝˙¯]/;

function withAccents(characters: readonly string[], starts: readonly number[], ends: readonly number[]): string[] {
  const out = [...characters];
  for (let i = 0; i < out.length; i++) {
    const accent = ACCENTS[out[i] ?? ''];
    if (!accent) continue;
    const middle = ((starts[i] ?? 0) + (ends[i] ?? 0)) / 2;
    const letter = [i + 1, i - 1].find(
      (k) => /^\p{L}$/u.test(out[k] ?? '') && (starts[k] ?? 0) < middle && middle < (ends[k] ?? 0),
    );
    if (letter === undefined) continue;
    // Dotless i and j are what accents are set on.
    const base = (out[letter] ?? '').replace('ı', 'i').replace('ȷ', 'j');
    out[letter] = base + accent;
    out[i] = '';
  }
  return out;
}

/** Characters stand from left to right; Hebrew and Arabic letters are read from right to left, numbers among them are not. */
function turned(characters: readonly string[]): string {
  return [...characters]
    .reverse()
    .join('')
    .replace(/[\d\u0660-\u0669][\d\u0660-\u0669.,/:-]*/g, (number) => [...number].reverse().join(''));
}
