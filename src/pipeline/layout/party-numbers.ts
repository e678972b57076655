import { surenessOf } from '../../core/confusions.ts';
import { findDates } from '../../core/dates.ts';
import type { PartyField, PartyRole } from '../../core/fields.ts';
import type { Word } from '../../core/page.ts';
import type { AddressBlock } from './blocks.ts';
import { type Candidate, type Features, score } from './candidate.ts';
import { type Section, sectionAt } from './forms.ts';
import { fold } from './lexicon.ts';
import { otherIds } from './mend/others.ts';
import { placeFeatures } from './place-features.ts';
import type { Announced, Spot } from './spots.ts';
import { mendedVatId, VAT_ID } from './vat-forms.ts';
import { type DocumentView, pageAt } from './view.ts';

const FIELD: Readonly<Record<string, PartyField>> = {
  vatId: 'vatId',
  buyerVatId: 'vatId',
  taxId: 'taxId',
  registrationId: 'registrationId',
  email: 'email',
  phone: 'phone',
};
/** Numbers without such letters that are labelled: 7 to 15 letters and digits, most of them digits. */
const LABELLED = /^(?=(?:.*\d){6})[A-Z]{0,3}\d[\dA-Z]{5,16}$/;
const against = (doubt: number): Features => (doubt < 0.02 ? {} : { against: doubt });
const APART = /[ .\-/·]/g;
const strip = (text: string) => text.replace(APART, '').toUpperCase();
/** A VAT identifier as it is given: without the word for the tax that Swiss ones end in. */
const given = (bare: string) => bare.replace(/^(CHE\d{9})(?:MWST|TVA|IVA|TPV)$/, '$1');

/** The parties that numbers can be given to: their places, and how doubtful each is in its role. */
export interface Known {
  readonly best: ReadonlyMap<PartyRole, readonly AddressBlock[]>;
  readonly sections: readonly Section[];
  readonly doubts: ReadonlyMap<PartyRole, number>;
}

/** Tax and register numbers, e-mail addresses and telephone numbers, given to the party they stand with. */
export function partyNumbers(view: DocumentView, announced: readonly Announced[], known: Known): Candidate[] {
  const { best, doubts } = known;
  const doubtIn = (role: PartyRole) => doubts.get(role) ?? 0;
  const out: Candidate[] = [];
  const used = new Set<Word>();
  for (const a of announced) {
    for (const use of a.label.uses) {
      const field = FIELD[use.field];
      if (field === undefined) continue;
      a.spots.forEach((spot, i) => {
        const hit = whole(field, spot, a);
        // What stands beneath a label may be the day of the sale.
        if (hit === null || (spot.relation === 'below' && findDates(hit.value).length > 0)) return;
        for (const w of hit.words) used.add(w);
        const { role, sure } = owner(
          view,
          known,
          a.page.number,
          hit.words,
          use.field === 'buyerVatId' || yours(a, view),
        );
        const features: Features = {
          ...placeFeatures(a, use, spot, i),
          shape: hit.shape,
          // The registers in the foot of a letter are one long line: the form of a VAT identifier tells enough.
          ...(field === 'vatId' && hit.shape === 1 ? { prose: 0 } : {}),
          ...(cut(field, a, hit.value)
            ? { against: 1, label: 0.4 * use.strength }
            : against(Math.max(sure ? 0 : 0.4, doubtIn(role)))),
        };
        const { value, words, mended, alternatives } = hit;
        out.push({ path: `${role}.${field}`, value, page: a.page.number, words, features, mended, alternatives });
        // "VAT no." and "tax no." are used for either.
        if (field === 'vatId' && !VAT_ID.test(strip(hit.value)) && /[/]/.test(hit.value)) {
          out.push({
            path: `${role}.taxId`,
            value: hit.value,
            page: a.page.number,
            words: hit.words,
            features: { ...features, against: 0.3 },
          });
        }
      });
    }
  }
  assignOthers(out, best.get('buyer')?.find((b) => b.countryCode !== null)?.countryCode ?? null);
  // The letters of a VAT identifier name the country, where the address leaves it out.
  for (const c of out.filter(({ path, value }) => path.endsWith('.vatId') && VAT_ID.test(value))) {
    const role = c.path.slice(0, c.path.indexOf('.')) as PartyRole;
    const letters = c.value.slice(0, 2);
    const value = letters === 'EL' ? 'GR' : letters === 'XI' ? 'GB' : letters;
    out.push({ path: `${role}.country`, value, page: c.page, words: c.words, features: { label: 0.7, shape: 1 } });
  }
  for (const page of view.pages) {
    for (const line of page.lines) {
      line.words.forEach((word, i) => {
        if (used.has(word)) return;
        const mail = word.text.includes('@') ? /[\w.+-]+@[\w-]+\.[\w.-]+\w/.exec(word.text)?.[0] : undefined;
        const vat =
          /^[A-Z]{2}/.test(word.text) &&
          VAT_ID.test(strip(word.text.replace(/[,;:.)]+$/, ''))) &&
          line.words[i - 1]?.text !== 'IBAN';
        if (mail === undefined && !vat) return;
        const { role, sure } = owner(view, known, page.number, [word], false);
        const field: PartyField = mail === undefined ? 'vatId' : 'email';
        const value = mail ?? strip(word.text.replace(/[,;:.)]+$/, ''));
        out.push({
          path: `${role}.${field}`,
          value,
          page: page.number,
          words: [word],
          features: { label: 0.5, shape: 1, ...(sure ? { block: 0.5 } : {}), ...against(doubtIn(role)) },
        });
      });
    }
  }
  return out;
}

/**
 * A VAT identifier belongs to one party. Of two at the seller, the one that stands more often or more surely beside it
 * is the seller's; the other is the buyer's where it is of the same country (nobody has two there) or the buyer's.
 */
function assignOthers(out: Candidate[], buyerCountry: string | null): void {
  const rank = new Map<string, { times: number; sure: boolean; score: number }>();
  for (const c of out) {
    if (c.path !== 'seller.vatId') continue;
    const known = rank.get(strip(c.value)) ?? { times: 0, sure: false, score: 0 };
    const sure = known.sure || (c.features.against ?? 0) < 0.3;
    rank.set(strip(c.value), { times: known.times + 1, sure, score: Math.max(known.score, score(c.features)) });
  }
  const [own, other, ...more] = [...rank].toSorted(
    ([, a], [, b]) => Number(b.sure) - Number(a.sure) || b.times - a.times || b.score - a.score,
  );
  if (own === undefined || other === undefined || more.length > 0) return;
  const taken = out.some((c) => c.path === 'buyer.vatId' && strip(c.value) !== other[0]);
  const letters = other[0].slice(0, 2);
  const forms = VAT_ID.test(own[0]) && VAT_ID.test(other[0]);
  // Beside a VAT identifier, a number of another form is one of the same party's other numbers.
  if (VAT_ID.test(own[0]) && !forms) return;
  const moves = forms && (own[0].startsWith(letters) || letters === buyerCountry);
  if (taken || (!moves && (!own[1].sure || other[1].sure))) return;
  out.forEach((c, i) => {
    if (c.path === 'seller.vatId' && strip(c.value) === other[0])
      out[i] = { ...c, path: 'buyer.vatId', features: { ...c.features, against: 0.3 } };
  });
}

/** Digits and letters of the numbers that go by one name, from the registers that issue them. */
const LENGTHS: Readonly<Record<string, number>> = {
  abn: 11,
  acn: 9,
  ein: 9,
  gstin: 15,
  cuit: 11,
  siren: 9,
  siret: 14,
  pan: 10,
};
/** The shortest number of a VAT register that is common: eight digits (Denmark, Finland, Hungary, Luxembourg). */
const SHORTEST_VAT = 8;

/** Whether a number is shorter than any of its kind: cut off. */
function cut(field: PartyField, { label }: Announced, value: string): boolean {
  if (field !== 'vatId' && field !== 'taxId') return false;
  const names = label.segment.words.slice(label.from, label.to).map((w) => LENGTHS[fold(w.text)]);
  const length = names.find((n) => n !== undefined) ?? (field === 'vatId' ? SHORTEST_VAT : 0);
  return !VAT_ID.test(strip(value)) && strip(value).length < length;
}

/** The number at a label with what a narrow column wraps into the line beneath. */
function whole(field: PartyField, spot: Spot, { page, label }: Announced): ReturnType<typeof numberOf> {
  const hit = numberOf(field, spot.words);
  if (hit === null || spot.relation === 'below' || (field !== 'vatId' && field !== 'taxId')) return hit;
  if (VAT_ID.test(strip(hit.value))) return hit;
  const last = hit.words.at(-1);
  const segment = page.rows[label.row]?.find((s) => s.words.at(-1)?.box === last?.box);
  if (last === undefined || segment === undefined) return hit;
  const { box } = segment;
  const reach = 2 * page.lineHeight;
  const tail = page.rows
    .slice(label.row + 1, label.row + 3)
    .flat()
    .find(
      (s) =>
        s.box.y > box.y + box.h / 2 &&
        s.box.y - box.y < reach &&
        (Math.abs(s.box.x + s.box.w - box.x - box.w) < 2 ||
          Math.abs(s.box.x - (hit.words[0]?.box.x ?? 0)) < 2 ||
          Math.abs(s.box.x - box.x) < 2),
    );
  // A group of digits, or a code and digits: nothing else stands alone in a line of its own.
  if (tail === undefined || tail.words.length > 2 || !tail.words.every((w) => /^[A-Z]{0,3}\d{2,4}$/.test(w.text)))
    return hit;
  const joined = numberOf(field, [...hit.words, ...tail.words]);
  return joined !== null && joined.words.length === hit.words.length + tail.words.length ? joined : hit;
}

/** Whether a word beside the label gives it to the buyer. */
export function yours({ label }: Announced, view: DocumentView): boolean {
  const { words } = label.segment;
  const beside = [words[label.from - 1], words[label.to - 1], words[label.to]].map((w) => fold(w?.text ?? ''));
  return view.lexicons.some((l) => l.yours.some((y) => beside.includes(fold(y))));
}

/** The party that some words stand with: the one whose block reaches over them, else the seller. */
function owner(
  view: DocumentView,
  { best, sections }: Known,
  page: number,
  words: readonly Word[],
  buyers: boolean,
): { role: PartyRole; sure: boolean } {
  if (buyers) return { role: 'buyer', sure: true };
  const box = words[0]?.box;
  const section = box === undefined ? undefined : sectionAt(sections, page, box);
  if (section !== undefined) return { role: section.role, sure: true };
  const lh = pageAt(view, page)?.lineHeight ?? 10;
  let near: { role: PartyRole; distance: number } | null = null;
  for (const [role, block] of [...best].flatMap(([r, blocks]) => blocks.map((b) => [r, b] as const))) {
    if (block.page !== page || box === undefined || block.kind === 'letterhead') continue;
    // Nothing hangs on a sender's line: what stands below it is the window.
    if (block.inline && box.y > block.box.y + block.box.h) continue;
    const { reach } = block;
    if (box.y < reach.y - 1.5 * lh || box.y > reach.y + reach.h + 2.5 * lh) continue;
    if (box.x < reach.x - 2 * lh || box.x > reach.x + Math.max(reach.w, 20 * lh)) continue;
    const distance = Math.abs(box.x - reach.x) + Math.abs(box.y - (reach.y + reach.h));
    if (near === null || distance < near.distance) near = { role, distance };
  }
  return near === null ? { role: 'seller', sure: false } : { role: near.role, sure: true };
}

/** Other VAT identifiers that some words may be. */
const otherVatIds = (value: string, words: readonly Word[]) =>
  otherIds(value, words, (text) => {
    const bare = strip(text.replace(/[,;:.)]+$/, ''));
    return VAT_ID.test(bare) ? given(bare) : null;
  });

/** A number of a party, the words it stands in, and how much it looks like one, 0 to 1. */
interface NumberAt extends Pick<Candidate, 'mended' | 'alternatives'> {
  readonly value: string;
  readonly words: readonly Word[];
  readonly shape: number;
}

/** Characters of numbers of parties, and those that OCR may read in their place. */
const [PRINTED, READ] = [/^[\dA-Z./\-·]+$/, /^[\dA-Za-z|!./\-·]+$/];

/** The number of a kind that some words begin with. */
function numberOf(field: PartyField, words: readonly Word[]): NumberAt | null {
  if (field === 'email') {
    const word = words.find((w) => w.text.includes('@'));
    const value = /[\w.+-]+@[\w-]+\.[\w.-]+\w/.exec(word?.text ?? '')?.[0];
    return word === undefined || value === undefined ? null : { value, words: [word], shape: 1 };
  }
  if (field === 'phone') {
    const taken: Word[] = [];
    for (const word of words) {
      if (!/^[+\d()/.\-–]+$/.test(word.text) || taken.length > 7) break;
      taken.push(word);
    }
    const value = taken.map((w) => w.text).join(' ');
    return value.replace(/\D/g, '').length < 6 ? null : { value, words: taken, shape: 1 };
  }
  const start = words.findIndex((w) => /\d/.test(w.text) || /^[A-Z]{2,3}$/.test(w.text));
  if (start < 0 || start > 2) return null;
  let best: NumberAt | null = null;
  let text = '';
  for (let to = start; to < words.length && to < start + 6; to++) {
    const word = words[to];
    const part = word?.text.replace(/^[(:]+|[,;:)]+$|\.$/g, '') ?? '';
    if (
      word === undefined ||
      !(field === 'vatId' && word.confidence < 1 && /\d/.test(part) ? READ : PRINTED).test(part) ||
      (to > start && !/\d/.test(part) && !/^(?:MWST|TVA|IVA|MVA|VAT)$/.test(part))
    )
      break;
    // Money is no number of a party.
    if (/^\d{1,3}(?:[.,]?\d{3})*[.,]\d{1,2}$/.test(part)) break;
    text += (text === '' ? '' : ' ') + part;
    const taken = words.slice(start, to + 1);
    const bare = strip(text);
    if (field === 'vatId') {
      const mended = surenessOf(taken) < 1 ? mendedVatId(text.replace(APART, '')) : null;
      if (VAT_ID.test(bare))
        best = { value: given(bare), words: taken, shape: 1, alternatives: otherVatIds(bare, taken) };
      else if (mended !== null) best = { value: given(mended), words: taken, shape: 0.9, mended: true };
      else if (LABELLED.test(bare) && (best === null || best.shape < 1))
        best = { value: text, words: taken, shape: 0.4 };
    } else if (/\d{3}/.test(bare) && bare.length < 20) best = { value: text, words: taken, shape: 0.7 };
    if (/[,;]$/.test(word.text)) break;
  }
  return best;
}
