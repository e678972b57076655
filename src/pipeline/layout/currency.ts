import { currenciesOf, currencyIn } from '../../core/money.ts';
import type { Word } from '../../core/page.ts';
import type { Candidate, Features } from './candidate.ts';
import { type Homes, placesOf } from './currency-places.ts';
import { LEGAL_FORM } from './legal-form.ts';
import type { Line } from './lines.ts';
import type { Announced } from './spots.ts';
import type { DocumentView } from './view.ts';

const CURRENCY = /^[([]?([A-Z]{3}|[A-Z]{0,2}\p{Sc}|euros?)[)\]:.,]?$/iu;
/** A sign behind the head of a column: "Amount(RM)", "(EUR)". */
const BRACKETED = /^[^()]*\((\p{Lu}{2,3}|[A-Z]{0,2}\p{Sc})\)[:.]?$/u;
/** Marks inside an amount: what is neither digit nor separator. */
const MARKS = /[A-Z]{0,3}\$|\p{Sc}|\p{L}+\.?/gu;

/** A mark of money, what it can stand for, and how often it stands. */
interface Mark {
  readonly codes: readonly string[];
  readonly page: number;
  readonly words: readonly Word[];
  times: number;
}

/** What the marks of the amounts and the labels of currencies say. A sign of several currencies tells only with the country. */
export function currencies(view: DocumentView, announced: readonly Announced[], homes: Homes): Candidate[] {
  const marks = marksOf(view);
  const all = [...marks.values()];
  const total = all.reduce((sum, m) => sum + m.times, 0);
  const printed = new Set(all.filter((m) => m.codes.length === 1).map((m) => m.codes[0] ?? ''));
  const out: Candidate[] = [];
  const countries = placesOf(view, homes);
  const push = (codes: readonly string[], page: number, words: readonly Word[], features: Features) => {
    for (const { code, against } of told(codes, printed, countries)) {
      out.push({ path: 'currency', value: code, page, words, features: { ...features, ...against } });
    }
  };
  for (const { codes, page, words, times } of all) {
    push(codes, page, words.slice(0, 3), { shape: 1, label: 0.8 * (times / total), title: times / total });
  }
  if (all.length === 0) out.push(...nationalMoney(homes));
  for (const { page, label, spots } of announced) {
    const use = label.uses.find((u) => u.field === 'currency');
    if (use === undefined) continue;
    for (const [i, spot] of spots.entries()) {
      const word = spot.words[0];
      const codes = currenciesOf(word?.text.replace(/[^\p{L}\p{Sc}.]/gu, '') ?? '');
      if (word === undefined || codes.length === 0) continue;
      push(codes, page.number, [word], {
        label: use.strength,
        long: Math.min(1, label.length / 16),
        [spot.relation]: 1,
        ...(label.colon ? { colon: 1 } : {}),
        ...(label.from === 0 ? { starts: 1 } : {}),
        ...(i > 0 ? { second: 1 } : {}),
        shape: 1,
      });
    }
  }
  return out;
}

/** The currency of the seller's country, for a document that prints none: the country is where it is read from. */
function nationalMoney({ seller }: Homes): readonly Candidate[] {
  const code = seller === undefined ? null : currencyIn(seller.value);
  if (seller?.box == null || seller.page === null || code === null) return [];
  const word: Word = { text: seller.text, box: seller.box, size: seller.box.h, bold: false, confidence: 1 };
  return [
    { path: 'currency', value: code, page: seller.page, words: [word], features: { shape: 1, label: 0.6, place: 1 } },
  ];
}

/** The currencies of a mark with what speaks against each: nothing where it has but one, or a code or country tells. */
function told(
  codes: readonly string[],
  printed: ReadonlySet<string>,
  countries: readonly string[],
): readonly { readonly code: string; readonly against: Features }[] {
  if (codes.length < 2) return codes.map((code) => ({ code, against: {} }));
  const named = codes.filter((code) => printed.has(code));
  // ISO 4217: the first two letters of a code are those of its country.
  const home = countries.map((country) => codes.find((code) => code.startsWith(country))).find((c) => c !== undefined);
  const sure = named.length === 1 ? named[0] : named.length > 1 ? undefined : home;
  return codes.map((code, i) => {
    if (code === sure) return { code, against: {} };
    // Which of several it is would be a guess: the most common first, none of them likely.
    return { code, against: { against: 1, label: 0.6 / (1 + 0.2 * i), title: sure === undefined ? 0.6 : 0 } };
  });
}

/** Whether a document is in capitals throughout, so that they tell no code from a word. */
function isInCapitals(view: DocumentView): boolean {
  const letters = view.pages.flatMap((p) => p.lines.map((l) => l.text)).join('');
  const [upper, lower] = [letters.match(/\p{Lu}/gu)?.length ?? 0, letters.match(/\p{Ll}/gu)?.length ?? 0];
  return upper > 4 * lower;
}

/** Whether a word stands beside an amount. */
function isBeside({ words }: Line, word: Word): boolean {
  const at = words.indexOf(word);
  return [words[at - 1], words[at + 1]].some((w) => w !== undefined && /^[-−(]?\d[\d.,'’]*\)?$/.test(w.text));
}

/** The marks of money of a document by what they stand for. */
function marksOf(view: DocumentView): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  const count = (codes: readonly string[], page: number, words: readonly Word[], weight: number) => {
    const key = codes.join();
    const known = marks.get(key);
    if (known === undefined) marks.set(key, { codes, page, words, times: weight });
    else known.times += weight;
  };
  const capitals = isInCapitals(view);
  for (const page of view.pages) {
    for (const [i, line] of page.lines.entries()) {
      for (const amount of page.amounts[i] ?? []) {
        if (amount.currency === null) continue;
        const text = amount.words.map((w) => w.text).join(' ');
        const tokens = (text.match(MARKS) ?? []).map(currenciesOf);
        count(tokens.find((codes) => codes[0] === amount.currency) ?? [amount.currency], page.number, amount.words, 1);
      }
      for (const word of line.words) {
        const bracketed = BRACKETED.exec(word.text)?.[1];
        const bare = bracketed ?? (word.text.length < 8 ? CURRENCY.exec(word.text)?.[1] : undefined);
        // "BHD" ends the name of a firm, and in capitals "PEN" is what is sold.
        const plain = bracketed === undefined && /^\p{Lu}+$/u.test(bare ?? '');
        if (plain && (capitals || LEGAL_FORM.test(line.text)) && !isBeside(line, word)) continue;
        const codes = bare === undefined ? [] : currenciesOf(bare);
        if (codes.length > 0) count(codes, page.number, [word], 0.5);
      }
    }
  }
  return marks;
}
