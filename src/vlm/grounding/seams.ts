/** Where, inside of one word, an answer may begin and end: offsets into its text, both of them exclusive of its ends. */
export interface Seams {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What encloses a value or comes before it: brackets, quotes, signs of currency, `#4711`, `=4711`, `*12,00*`. */
const OPENS = /[\p{Ps}\p{Pi}\p{Sc}#=*|"'<]$/u;
/** A label with its colon (`No.:4711`, no time and no address of a page), or an abbreviated one (`No.4711`, `n°4711`). */
const LABELS = /[\p{L}\p{M}.)]:$|^\p{L}{1,4}[.°º]$/u;
const ADDRESS = /^\/\//;
/** `EUR1.234,50`: letters before what can only be an amount. */
const LETTERS = /^\p{L}{1,4}$/u;
const AMOUNT = /^\d{1,3}(?:[.,'’]?\d{3})*[.,]\d{2}(?!\d)/;
/** What stands behind a value and is no part of it. */
const CLOSES = /^[\p{Pe}\p{Pf}.,;:!?*|"'>]+$/u;
/** A unit glued to a number: `12,50€`, `19%`, `12.5kg,`. */
const UNIT = /^(?:\p{Sc}|%|\p{L}{1,4})[\p{Pe}\p{Pf}.,;:!?*|"'>]*$/u;
const NUMBER = /^[^\p{L}\p{M}\d]*\d[\d.,'’]*-?$/u;
/** `(12.50)`, `-€12.50`: an amount below nothing, which is another without its sign. */
const NEGATIVE = /^[(\p{Pd}−][^\p{L}%]*\d[.,]\d{2}\P{L}*$/u;

/** Finds the seams of a word: `Total:€12,50.` can be answered with `€12,50` and `12,50`, and `2024-17` with nothing less. */
export function seamsOf(text: string): Seams {
  const [starts, ends]: [number[], number[]] = [[], []];
  const negative = NEGATIVE.test(text);
  for (let at = 1; at < text.length; at++) {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const opens = OPENS.test(before) || (LABELS.test(before) && !ADDRESS.test(after));
    if (!negative && (opens || (LETTERS.test(before) && AMOUNT.test(after)))) starts.push(at);
    if (CLOSES.test(after) ? !negative || !after.startsWith(')') : UNIT.test(after) && NUMBER.test(before))
      ends.push(at);
  }
  return { starts, ends };
}
