import { findDates } from '../../core/dates.ts';
import { isBooked } from '../../core/kinds.ts';
import { valueKey } from '../../core/normal.ts';
import type { OpenedDocument, Page } from '../../core/page.ts';
import { findAmounts } from '../layout/amounts.ts';
import { domainsOf } from '../layout/domains.ts';
import { identifierOf } from '../layout/identifier.ts';
import { isOtherwiseTitled, titlesOf } from '../layout/kind/titles.ts';
import { GOODS } from '../layout/labels.ts';
import { LEGAL_FORM } from '../layout/legal-form.ts';
import { fold } from '../layout/lexicon.ts';
import { type Announced, announcedOf, type Spot } from '../layout/spots.ts';
import { type DocumentView, type PageView, viewOf } from '../layout/view.ts';
import { type Counter, countersOf } from './counter.ts';

/** What a page says by which it is told where an invoice begins. */
export interface PageFacts {
  readonly counters: readonly Counter[];
  /** Values at labels of the head (number, dates, references), as they are compared. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** How much a title of an invoice at the top looks like one, 0 to 1. */
  readonly title: number;
  /** The title says that this is something else: a delivery note, a reminder. */
  readonly otherTitle: boolean;
  /** The title says that this belongs to something else: terms, an attachment. */
  readonly appended: boolean;
  /** Grand totals. */
  readonly totals: ReadonlySet<string>;
  /** A sum goes on from the page before. */
  readonly carriedIn: boolean;
  /** A sum goes on to the next page. */
  readonly carriedOut: boolean;
  /** Numbers of parties and their domains, by kind. */
  readonly parties: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words of the upper part by their place. */
  readonly head: ReadonlyMap<string, string>;
  /** All words, each as often as it stands there. */
  readonly words: ReadonlyMap<string, number>;
}

/** Fields of the head that tell one invoice from the next. */
const TELLING: ReadonlySet<string> = new Set([
  'number',
  'issueDate',
  'dueDate',
  'deliveryDate',
  'customerNumber',
  'purchaseOrder',
  'salesOrder',
  'deliveryNote',
  'contract',
  'paymentReference',
]);
const DATED: ReadonlySet<string> = new Set(['issueDate', 'dueDate', 'deliveryDate']);
const PARTIES: ReadonlySet<string> = new Set(['vatId', 'taxId', 'registrationId', 'iban', 'account']);

/** Where the head of a page ends, as a share of its height. */
const HEAD = 0.42;

/** What a page says, looked at alone: pages of one file may be in several languages. */
export function factsOf(document: OpenedDocument, page: Page): PageFacts {
  const view = viewOf({ ...document, pages: [page] });
  const [seen] = view.pages;
  if (seen === undefined) throw new Error('a view has no page of the one that it was made of');
  const announced = announcedOf(view);
  return {
    counters: countersOf(seen, view, announced),
    fields: fieldsOf(view, announced),
    ...titleOf(view),
    appended: isAppended(seen, view),
    totals: totalsOf(view, announced),
    ...carriedOf(seen),
    parties: partiesOf(view, announced),
    head: headOf(seen),
    words: countsOf(page),
  };
}

function countsOf({ words }: Page): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of words) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Letters and digits that scanning takes for one another are one. */
function confusable(key: string): string {
  return key.replace(/[OQD]/g, '0').replace(/[IL]/g, '1').replace(/S/g, '5').replace(/B/g, '8').replace(/Z/g, '2');
}

function idAt(spot: Spot): string | null {
  const hit = identifierOf(spot.words);
  return hit === null || hit.shape < 0.4 ? null : confusable(valueKey('id', hit.value));
}

/** Whether a label stands among the heads of a table of goods: what is below it is no field of the head. */
function isAmongHeads({ page, label }: Announced): boolean {
  return page.labels[label.row]?.some(({ uses }) => uses.some(({ field }) => GOODS.test(field))) === true;
}

function fieldsOf(view: DocumentView, announced: readonly Announced[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const put = (field: string, value: string) => found.set(field, (found.get(field) ?? new Set()).add(value));
  const languages = view.lexicons.map(({ language }) => language);
  for (const one of announced) {
    const { label, spots } = one;
    if (isAmongHeads(one)) continue;
    for (const { field, strength } of label.uses) {
      // "Rechnung 2026-118", "INVOICE #7"
      const titled = field.startsWith('type:') && label.from === 0;
      if (!titled && (strength < 0.5 || !TELLING.has(field))) continue;
      for (const spot of titled ? spots.filter(({ relation }) => relation === 'after') : spots) {
        const value = DATED.has(field)
          ? (findDates(spot.line.text, view.dateOrder, languages)[0]?.value ?? null)
          : idAt(spot);
        if (value === null) continue;
        put(titled ? 'number' : field, value);
        break;
      }
    }
  }
  return found;
}

function titleOf(view: DocumentView): Pick<PageFacts, 'title' | 'otherTitle'> {
  const otherTitle = isOtherwiseTitled(view);
  const title = titlesOf(view).find(({ role, kind }) => role === 'title' && isBooked(kind));
  return { title: otherTitle ? 0 : (title?.share ?? 0), otherTitle };
}

function isAppended(page: PageView, { lexicons }: DocumentView): boolean {
  const titles = new Set(lexicons.flatMap(({ pages }) => [...pages.terms, ...pages.attachments].map(fold)));
  return page.segments.some(({ words, box }) => {
    if (box.y > page.height * HEAD || words.length > 8) return false;
    let key = '';
    // "Anlage 2" is one, "Anlage Nord, Wartung" is not
    return words.some(({ text }, i) => {
      key += fold(text);
      return titles.has(key) && /^(?:$|[\d(:–-])/.test(words[i + 1]?.text ?? '');
    });
  });
}

function totalsOf(view: DocumentView, announced: readonly Announced[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { label, spots } of announced) {
    if (!label.uses.some(({ field, strength }) => (field === 'gross' || field === 'due') && strength >= 0.5)) continue;
    for (const { line } of spots) {
      const amount = findAmounts(line, view.mark).findLast(({ decimals, percent }) => decimals === 2 && !percent);
      if (amount !== undefined) found.add(amount.value);
    }
  }
  return found;
}

/** A sum carried over is the first or the last that a page prints; "transport" in the midst of others is freight. */
function carriedOf(page: PageView): Pick<PageFacts, 'carriedIn' | 'carriedOut'> {
  const priced = page.amounts.flatMap((amounts, row) => (amounts.some(({ decimals }) => decimals === 2) ? [row] : []));
  const rows = page.labels.flatMap((labels, row) =>
    labels.some(({ from, uses }) => from === 0 && uses.some(({ field }) => field === 'goods:carried')) ? [row] : [],
  );
  return {
    carriedIn: rows.some((row) => row === priced[0] || row === priced[1]) && priced.length > 1,
    carriedOut: rows.some((row) => row === priced.at(-1)),
  };
}

function partiesOf(view: DocumentView, announced: readonly Announced[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const put = (kind: string, value: string) => found.set(kind, (found.get(kind) ?? new Set()).add(value));
  for (const { name } of domainsOf(view)) put('domain', name);
  for (const { segments } of view.pages) {
    for (const { text } of segments) {
      const form = LEGAL_FORM.exec(text);
      // the word before the form: what stands further before may be anything
      const word = fold(/[\p{L}\p{N}.-]+[\s,&]*$/u.exec(text.slice(0, form?.index ?? 0))?.[0] ?? '');
      if (word.length > 2) put('name', word);
    }
  }
  for (const { label, spots } of announced) {
    const use = label.uses.find(({ field }) => PARTIES.has(field));
    if (use === undefined) continue;
    for (const spot of spots) {
      const id = idAt(spot);
      if (id === null || id.length < 6) continue;
      put(use.field, id);
      break;
    }
  }
  return found;
}

/** Points within which words on two pages stand in the same place. */
const PLACE = 6;

/** The key of a place on a page, or of one beside it. */
export const placeAt = (x: number, y: number, right = 0, down = 0): string =>
  `${Math.round(x / PLACE) + right},${Math.round(y / PLACE) + down}`;

function headOf(page: PageView): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { words, box } of page.lines) {
    if (box.y > page.height * HEAD) break;
    for (const { text, box: own } of words) {
      const letters = text.replace(/[^\p{L}\p{N}]/gu, '');
      if (letters.length >= 3) found.set(placeAt(own.x, own.y), letters);
    }
  }
  return found;
}
