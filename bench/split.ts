/**
 * How well invoices in one file are told apart: `node bench/split.ts [--stacks N] [--seed N] [--show] [FOLDER…]`, each
 * folder with `pdf/` and, for what is altered, `gold/`. First every document alone, which must stay one; then stacks of
 * documents of different issuers, of one layout, and of one document altered as a mail merge does, with pages of terms
 * and blank backs between them; all again with damaged words and with wrong counters.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../scripts/random.ts';
import { type OpenedDocument, type Page, type Word, wordlessPage } from '../src/core/page.ts';
import { openDocument } from '../src/pipeline/open.ts';
import { openOn, signsAt, withPage } from '../src/pipeline/split/boundary.ts';
import { factsOf } from '../src/pipeline/split/facts.ts';
import { invoicesIn } from '../src/pipeline/split/split.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stacks: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
  },
});
const shared = new URL('../../shared/invoices/', import.meta.url).pathname;
const folders = positionals.length > 0 ? positionals : ['hybrid', 'templates', 'wild'].map((set) => join(shared, set));

interface Sample {
  readonly id: string;
  /** Documents of one layout. */
  readonly family: string;
  readonly document: OpenedDocument;
  readonly number: string | null;
  readonly buyer: string | null;
}

const random = seededRandom(Number(values.seed));
const below = (n: number) => Math.floor(random() * n);
function pick<T>(list: readonly T[]): T {
  const one = list[below(list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

async function load(folder: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const name of readdirSync(join(folder, 'pdf'))
    .filter((file) => file.endsWith('.pdf'))
    .sort()) {
    const id = name.replace(/\.pdf$/, '');
    const opened = await openDocument(new Uint8Array(readFileSync(join(folder, 'pdf', name)))).catch(() => null);
    if (opened === null || opened.pages.every(({ words }) => words.length === 0)) continue;
    const gold = readGold(join(folder, 'gold', `${id}.json`));
    // what is inside the files is not what is measured
    const document = { ...opened, attachments: [] };
    samples.push({ id, family: id.replace(/-?\d+$/, ''), document, ...gold });
  }
  return samples;
}

function readGold(path: string): Pick<Sample, 'number' | 'buyer'> {
  try {
    const gold = JSON.parse(readFileSync(path, 'utf8'));
    return { number: gold.invoice_number ?? null, buyer: gold.buyer?.name ?? null };
  } catch {
    return { number: null, buyer: null };
  }
}

/** The next letter of a mail merge: another number, amounts and buyer in the same layout; dates stay or move. */
function merged({ document, number, buyer }: Sample, step: number, other: Sample): OpenedDocument {
  const next = number?.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + step).padStart(digits.length, '0'));
  const moved = random() < 0.5;
  const names = new Set(buyer?.split(' ') ?? []);
  const others = other.buyer?.split(' ') ?? ['Neumann', 'KG'];
  let at = 0;
  const change = (word: Word): Word => {
    let { text } = word;
    if (number !== null && next !== undefined && text.includes(number)) text = text.replace(number, next);
    else if (names.has(text)) text = others[at++ % others.length] ?? text;
    else if (/\d[.,]\d{2}\b/.test(text) || (moved && /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text)))
      text = text.replace(/[2-8]/g, (digit) => (random() < 0.5 ? digit : String(2 + below(7))));
    return text === word.text ? word : { ...word, text };
  };
  return { ...document, pages: document.pages.map((page) => ({ ...page, words: page.words.map(change) })) };
}

const PROSE = {
  de: 'Es gelten ausschließlich unsere Bedingungen. Abweichende Bedingungen des Bestellers werden nicht anerkannt, es sei denn, wir haben ihrer Geltung schriftlich zugestimmt. Die Rechnung ist binnen 14 Tagen zu zahlen. Gerichtsstand ist der Sitz des Verkäufers.',
  en: 'These terms apply to every contract of sale. Payment of the invoice is due within 30 days of its date. Title in the goods passes to the buyer when the price has been paid in full. Any claim must be notified in writing within seven days of delivery.',
  fr: 'Les présentes conditions régissent toutes les ventes. La facture est payable à 30 jours. Tout retard entraîne une indemnité forfaitaire de 40,00 euros. Le vendeur conserve la propriété des biens jusqu’au paiement intégral du prix.',
};
const HEADS = {
  de: 'Allgemeine Geschäftsbedingungen',
  en: 'Terms and Conditions',
  fr: 'Conditions générales de vente',
};

/** A page of terms, or a blank back. */
function filler(): Page {
  const empty: Page = { ...wordlessPage(1, { width: 595, height: 842 }), textLayer: 'good' };
  if (random() < 0.3) return empty;
  const language = pick(['de', 'en', 'fr'] as const);
  const texts = [HEADS[language], ...Array.from({ length: 10 }, (_, i) => `${i + 1}. ${PROSE[language]}`)];
  const words = texts.flatMap((text, line) =>
    text.split(' ').map((part, i): Word => {
      const [x, y] = [50 + (i % 12) * 42, 50 + line * 60 + Math.floor(i / 12) * 10];
      return { text: part, box: { x, y, w: 38, h: 7 }, size: line === 0 ? 12 : 7, bold: line === 0, confidence: 1 };
    }),
  );
  return { ...empty, words };
}

type Damage = 'none' | 'words' | 'counters';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Words as a scan leaves them: some are gone, some have another letter, all stand a little beside their place. */
function damaged(page: Page, damage: Damage): Page {
  if (damage === 'none') return page;
  const words = page.words.flatMap((word): Word[] => {
    if (damage === 'counters')
      return /^\d{1,2}(?:\/\d{1,2})?$/.test(word.text) && random() < 0.3
        ? [{ ...word, text: String(1 + below(4)) }]
        : [word];
    const chance = random();
    if (chance < 0.02) return [];
    const at = below(word.text.length);
    const text = chance < 0.06 ? word.text.slice(0, at) + LETTERS[below(36)] + word.text.slice(at + 1) : word.text;
    const box = { ...word.box, x: word.box.x + random() * 2 - 1, y: word.box.y + random() * 2 - 1 };
    return [{ ...word, text, box, confidence: 0.95 }];
  });
  return { ...page, words, ...(damage === 'words' && { ocr: 'damage' }) };
}

interface Stack {
  readonly document: OpenedDocument;
  readonly starts: readonly number[];
  readonly names: readonly string[];
}

function stackOf(
  parts: readonly { readonly name: string; readonly document: OpenedDocument }[],
  damage: Damage,
): Stack {
  const pages: Page[] = [];
  const starts: number[] = [];
  for (const { document } of parts) {
    starts.push(pages.length + 1);
    pages.push(...document.pages);
    if (random() < 0.2) pages.push(filler());
  }
  const numbered = pages.map((page, i) => ({ ...damaged(page, damage), number: i + 1 }));
  const document = { kind: 'pdf', pages: numbered, attachments: [], xmp: null, problems: [] } as const;
  return { document, starts, names: parts.map(({ name }) => name) };
}

function missed(document: OpenedDocument, start: number, starts: readonly number[]) {
  const begin = starts.findLast((one) => one < start) ?? 1;
  const facts = document.pages.map((page) => factsOf(document, page));
  const [first, ...others] = facts.slice(begin - 1, start - 1);
  const page = facts[start - 1];
  if (first === undefined || page === undefined) return [];
  return signsAt(others.reduce(withPage, openOn(first)), page, facts[start]);
}

const samples = (await Promise.all(folders.map(load))).flat();
const families = [...Map.groupBy(samples, ({ family }) => family).values()]
  .map((list) => [...new Map(list.map((one) => [one.number ?? one.id, one])).values()])
  .filter((list) => list.length > 2);
const altered = samples.filter(({ number, document }) => number !== null && document.pages.length < 5);

const KINDS = {
  // an invoice that is there twice, as some sets have it in several forms, is a copy: measured below
  'different issuers': () =>
    [...new Map(draw(samples, 2 + below(5)).map((one) => [one.number ?? one.id, one])).values()].map(named),
  'one layout': () => {
    const family = pick(families);
    return [...new Set(draw(family, 2 + below(4)))].map(named);
  },
  'mail merge': () => {
    const sample = pick(altered);
    return Array.from({ length: 2 + below(4) }, (_, i) => ({
      name: `${sample.id}+${i}`,
      document: i === 0 ? sample.document : merged(sample, i, pick(samples)),
    }));
  },
  copies: () => draw(samples, 1 + below(3)).flatMap((one) => [named(one), named(one)]),
} as const;

function draw<T>(list: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, () => pick(list));
}

function named({ id, document }: Sample) {
  return { name: id, document };
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

const several = samples.filter(({ document }) => document.pages.length > 1);
for (const damage of ['none', 'words', 'counters'] as const) {
  const parted = several.filter(({ id, document }) => {
    const found = invoicesIn({ ...document, pages: document.pages.map((page) => damaged(page, damage)) });
    if (found.length > 1 && values.show) console.log(`  parted: ${id} ${JSON.stringify(found.slice(1))}`);
    return found.length > 1;
  });
  console.log(`alone, damage ${damage}: ${parted.length} of ${several.length} documents of several pages parted`);
}

let [pages, ms] = [0, 0];
for (const [kind, make] of Object.entries(KINDS)) {
  for (const damage of ['none', 'words', 'counters'] as const) {
    let [hits, given, wanted, right] = [0, 0, 0, 0];
    const stacks = Number(values.stacks);
    for (let n = 0; n < stacks; n++) {
      const { document, starts, names } = stackOf(make(), damage);
      const before = performance.now();
      const found = invoicesIn(document);
      ms += performance.now() - before;
      pages += document.pages.length;
      const [want, got] = [new Set(starts.slice(1)), new Set(found.slice(1).map(({ first }) => first))];
      const common = [...want].filter((page) => got.has(page)).length;
      hits += common;
      given += got.size;
      wanted += want.size;
      right += Number(common === want.size && common === got.size);
      if (values.show)
        for (const { first, signs } of found)
          if (first > 1 && !want.has(first))
            console.log(`  ${kind}, ${damage}: ${names.join(' ')}: ${first} begins nothing: ${JSON.stringify(signs)}`);
      if (values.show && damage === 'none' && common < want.size)
        for (const start of want)
          if (!got.has(start))
            console.log(
              `  ${kind}: ${names[starts.indexOf(start)]}: missed ${JSON.stringify(missed(document, start, starts))}`,
            );
    }
    console.log(
      `${kind.padEnd(18)} damage ${damage.padEnd(9)} precision ${percent(hits, given).padStart(7)}  recall ${percent(hits, wanted).padStart(7)}  stacks right ${percent(right, stacks)}`,
    );
  }
}
console.log(`${(ms / pages).toFixed(2)} ms a page`);
