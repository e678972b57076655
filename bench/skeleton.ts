import { performance } from 'node:perf_hooks';
import { type Page, type Word, wordlessPage } from '../src/core/page.ts';
import { createSpeller, type Speller } from '../src/vlm/decoding/speller.ts';
import { layGround } from '../src/vlm/grounding/ground.ts';
import { advance, begin, type Path, positionsOf } from '../src/vlm/grounding/path.ts';
import type { Vocabulary } from '../src/vlm/language-model.ts';
import { createVisionReader } from '../src/vlm/reader.ts';
import { answering, scriptedModel } from '../test/vlm/scripted.ts';
import { median, print } from './figures.ts';
import { standInVocabulary } from './vocabulary.ts';

const WORDS = 1000;
const FIELDS = 20;

type Row = readonly [name: string, figure: string, remark?: string];

/** What grounded decoding costs a step, and how many steps a skeleton saves. */
export async function measureSkeleton(): Promise<void> {
  const vocabulary = standInVocabulary();
  const began = performance.now();
  const speller = createSpeller(vocabulary);
  const indexed = performance.now() - began;
  print(`Grounded decoding, ${vocabulary.size} tokens, a page of ${WORDS} words`, [
    ['vocabulary indexed, once a model', `${indexed.toFixed(0)} ms`],
    ...maskFigures(speller),
  ]);
  print(`${FIELDS} fields with the same values`, await stepFigures(vocabulary));
}

function maskFigures({ mask, vocabulary }: Speller): readonly Row[] {
  const page = pageOf(wordsFor(WORDS));
  const began = performance.now();
  const ground = layGround([{ page, shown: page.words.map((_, i) => i) }]);
  const laid = performance.now() - began;
  const start = begin(ground);
  const paths = [...ground.words.entries()].flatMap(([i, { word }]) =>
    i % 10 === 0 ? [advance(start, new TextEncoder().encode(word.text.slice(0, 1)))] : [],
  );
  for (let i = 0; i < 50; i++) mask.allowed(start);
  const first = millis(() => mask.allowed(start), 100);
  const later = paths.map((path) => millis(() => mask.allowed(path), 5)).sort((a, b) => a - b);
  const each = millis(() => oneByOne(start, vocabulary), 1);
  return [
    ['page laid out, once a request', `${laid.toFixed(1)} ms`],
    ['mask of the first step', `${first.toFixed(3)} ms`, `from ${positionsOf(start).length} places`],
    ['mask of a later step', `${median(later).toFixed(3)} ms`, `slowest ${later.at(-1)?.toFixed(3)} ms`],
    ['peer: every token tried on the page', `${each.toFixed(0)} ms`, `${(each / first).toFixed(0)} x the first step`],
  ];
}

/** Which tokens may come next, found by trying each. */
function oneByOne(path: Path, { bytes }: Vocabulary): number {
  let count = 0;
  for (const token of bytes) if (token !== null && advance(path, token).ways?.length !== 0) count++;
  return count;
}

async function stepFigures(vocabulary: Vocabulary): Promise<readonly Row[]> {
  const values = Object.fromEntries(
    Array.from({ length: FIELDS }, (_, i) => [NAMES[i % NAMES.length] + (i < NAMES.length ? '' : ' too'), valueFor(i)]),
  );
  const page = pageOf(Object.entries(values).flatMap(([name, value]) => [...name.split(' '), ...value.split(' ')]));
  const model = scriptedModel(vocabulary, answering(values));
  const reader = createVisionReader(model);
  const region = {
    page: 1,
    box: { x: 0, y: 0, w: page.width, h: page.height },
    picture: { width: 1, height: 1, channels: 1, data: new Uint8Array(1) },
  } as const;
  const questions = Object.keys(values).map((about) => ({ key: about, about }));
  const request = { pages: [page], regions: [region], questions, budget: { tokens: 1e6, ms: 1e6 } };
  const { answers, cost } = await reader.read(request, new AbortController().signal);
  const right = answers.filter(({ key, text }) => text === values[key]).length;
  const freely = vocabulary.encode(` ${JSON.stringify(values, null, 1).replace(/\n\s*/g, ' ')}`).length;
  return [
    ['steps by skeleton', `${cost.steps}`, `${right} of ${FIELDS} values right`],
    ['steps of the same JSON written freely', `${freely}`, `${(freely / cost.steps).toFixed(1)} x as many`],
  ];
}

const NAMES = [
  ...[
    'invoice number',
    'date of issue',
    'date due',
    'total without tax',
    'total tax',
    'total with tax',
    'name of seller',
  ],
  ...['street of seller', 'town of seller', 'VAT identifier', 'account number', 'order number', 'payment terms'],
];

const valueFor = (i: number): string =>
  [
    `RE-2024-${1000 + i * 37}`,
    `${1 + (i % 28)}.0${1 + (i % 9)}.2024`,
    `${(i * 7919) % 10_000},${10 + i} EUR`,
    `Blumen Meyer ${i} GmbH`,
    `DE${1e8 + i * 7_654_321}`,
  ][i % 5] ?? '';

const wordsFor = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) =>
    i % 3 === 0 ? valueFor(i).split(' ') : (NAMES[i % NAMES.length] ?? '').split(' '),
  )
    .flat()
    .slice(0, count);

/** Words in full lines, one blank between them. */
function pageOf(texts: readonly string[]): Page {
  let [x, y] = [40, 40];
  const words = texts.map((text): Word => {
    const w = 3.5 * text.length;
    if (x + w > 555) [x, y] = [40, y + 9];
    const box = { x, y, w, h: 7 };
    x += w + 2;
    return { text, box, size: 7, bold: false, confidence: 1 };
  });
  return { ...wordlessPage(1, { width: 595, height: 842 }), textLayer: 'good', words };
}

function millis(act: () => unknown, times: number): number {
  const from = performance.now();
  for (let i = 0; i < times; i++) act();
  return (performance.now() - from) / times;
}
