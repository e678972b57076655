import { expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import { wordlessPage } from '../../src/core/page.ts';
import { lookAt } from '../../src/pipeline/vision/look.ts';
import { TILE } from '../../src/pipeline/vision/tiles.ts';
import { drawn } from '../layout/drawn.ts';
import { at, COST, oracle, paper, readWith, scripted, visionOf } from './scripted.ts';

const INVOICE = `
Brook & Hill Ltd
12 Mill Lane
Leeds LS1 4AB
VAT no.: GB123456789

Invoice

Invoice no.:    BH-2041
Date:           14.03.2024

To
Vale Foods Ltd
3 High Street
York YO1 7HH

Description        Qty     Price      Amount
Oak shelf           2      100.00     200.00
Fitting             1       50.00      50.00

Net total                             250.00
VAT 20 %                               50.00
Total              GBP                300.00`;

/** Its table and totals alone. */
const TABLE = INVOICE.slice(INVOICE.indexOf('Description'));

/** The same with a number that nothing announces. */
const UNLABELLED = INVOICE.replace('Invoice no.:    BH-2041', '                BH-2041');

test('what is missing is asked for, and the model alone is believed with reserve', async () => {
  const reader = scripted(oracle({ number: 'BH-2041' }));
  const { before, after } = await readWith(drawn(UNLABELLED), visionOf(reader));
  expect(before.header.number).toBeUndefined();
  expect(after.header.number).toMatchObject({ value: 'BH-2041', state: 'proven', readings: [{ reader: 'model' }] });
  expect(after.header.number?.confidence).toBeLessThanOrEqual(0.6);
  expect(after.readers).toEqual(['words', 'model']);
  expect(after.verdict).toBe('review');
});

test('it is shown no more than places at a size to be read, and the whole page only for what is found nowhere', async () => {
  const reader = scripted(oracle({}));
  await readWith(drawn(UNLABELLED), visionOf(reader));
  const sizes = reader.asked.map(({ regions, questions }) => ({
    small: regions.length <= 2 && regions.every(({ picture }) => Math.max(picture.width, picture.height) <= TILE + 1),
    keys: questions.map(({ key }) => key),
  }));
  const whole = sizes.filter(({ small }) => !small);
  expect(sizes.length - whole.length).toBeGreaterThan(0);
  expect(whole.map(({ keys }) => keys)).toEqual([['number']]);
  for (const { regions, pages } of reader.asked)
    for (const { page } of regions) expect(pages.map((one) => one.number)).toContain(page);
});

test('a value that is proven stays, whatever the model says', async () => {
  const other = {
    number: '2041',
    'totals.gross': '250.00',
    'totals.net': '50.00',
    issueDate: '14.03.2024',
    'seller.name': 'Vale Foods Ltd',
  };
  const reader = scripted(oracle(other, 1));
  const { before, after } = await readWith(drawn(INVOICE), visionOf(reader, { mode: 'always' }));
  expect(reader.asked.flatMap(({ questions }) => questions.map(({ key }) => key))).toContain('totals.gross');
  const values = (record: typeof before) => [
    record.header.number?.value,
    record.totals.gross?.value,
    record.totals.net?.value,
    record.parties.seller.name?.value,
  ];
  expect(values(after)).toEqual(values(before));
  expect(after.totals.gross?.state).toBe('proven');
});

test('a reader that agrees makes a value more likely', async () => {
  const reader = scripted(oracle({ 'seller.name': 'Brook & Hill Ltd' }));
  const { before, after } = await readWith(drawn(INVOICE), visionOf(reader, { mode: 'always' }));
  const [own, both] = [before, after].map(({ parties }) => parties.seller.name);
  expect(both?.value).toBe(own?.value);
  expect(both?.confidence ?? 0).toBeGreaterThan(own?.confidence ?? 1);
  expect(both?.readings.map(({ reader: who }) => who)).toContain('model');
});

test('what the model invents is unproven, and never more than a guess', async () => {
  const reader = scripted(({ questions }) => ({
    answers: questions.map(({ key }) => ({
      key,
      text: key.startsWith('totals') ? '77.10' : 'X-99',
      page: null,
      words: [],
      box: null,
      score: 1,
    })),
    rows: [],
    unasked: [],
    cost: COST,
  }));
  const { before, after } = await readWith(drawn(UNLABELLED), visionOf(reader, { mode: 'always' }));
  expect(after.header.number).toMatchObject({ value: 'X-99', state: 'unproven' });
  expect(after.header.number?.confidence).toBeLessThanOrEqual(0.3);
  expect(after.totals.gross?.value).toBe(before.totals.gross?.value);
});

test('a part of a number is no value', async () => {
  const document = drawn(UNLABELLED);
  const reader = scripted((request) => {
    const whole = at(request, 'number', 'BH-2041');
    return {
      answers:
        whole === null
          ? []
          : [
              { ...whole, text: '2041' },
              { ...whole, text: 'BH' },
            ],
      rows: [],
      unasked: [],
      cost: COST,
    };
  });
  const { after } = await readWith(document, visionOf(reader));
  expect(after.header.number).toBeUndefined();
});

test('a model that fails is a problem of the document, asked no more, and changes nothing', async () => {
  const reader = scripted(() => {
    throw new InvoicectlError('MODEL_OUT_OF_MEMORY', 'no room', { hint: 'more' });
  });
  const { before, after, look } = await readWith(drawn(UNLABELLED), visionOf(reader));
  expect(reader.asked).toHaveLength(1);
  expect(look.problems).toEqual([{ code: 'MODEL_OUT_OF_MEMORY', message: 'no room', hint: 'more', page: 1 }]);
  expect(after).toEqual(before);
});

test('a model that hangs is left when the work is to end', async () => {
  const stop = new AbortController();
  const reader = scripted(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('let go')));
        setTimeout(() => stop.abort(new Error('stopped')), 10);
      }),
  );
  await expect(readWith(drawn(UNLABELLED), visionOf(reader, { signal: stop.signal }))).rejects.toThrow('stopped');
});

test('when the budget of a page is used up, what was left unasked is named', async () => {
  const reader = scripted(() => ({ answers: [], rows: [], unasked: [], cost: { ...COST, ms: 2500 } }));
  const { look } = await readWith(drawn(UNLABELLED), visionOf(reader, { budget: { tokens: 100, ms: 3000 } }));
  expect(reader.asked).toHaveLength(1);
  expect(look.problems).toMatchObject([{ code: 'MODEL_TIMEOUT', message: expect.stringContaining('number') }]);
});

test('of a long document a few pages are shown', async () => {
  const filler = Array.from(
    { length: 38 },
    (_, i) => `Work report ${i + 1}\nHours spent on site and what was done there`,
  );
  const document = drawn(UNLABELLED, ...filler, 'Bank details\nThank you');
  const reader = scripted(oracle({}));
  await readWith(document, visionOf(reader, { mode: 'always' }));
  const shown = new Set(reader.asked.flatMap(({ regions }) => regions.map(({ page }) => page)));
  expect(shown.size).toBeGreaterThan(0);
  expect(shown.size).toBeLessThanOrEqual(4);
});

test('what no label announces is looked for where the index finds it', async () => {
  const filler = Array.from({ length: 30 }, (_, i) => `Work report ${i + 1}`);
  const document = drawn(...filler, UNLABELLED);
  const word = document.pages[30]?.words.find(({ text }) => text === 'BH-2041');
  const questions: string[] = [];
  const finder = {
    async find(_: unknown, asked: readonly string[]) {
      questions.push(...asked);
      return asked.map(() => (word === undefined ? [] : [{ page: 31, box: word.box }]));
    },
  };
  const reader = scripted(oracle({ number: 'BH-2041' }));
  const { after } = await readWith(document, visionOf(reader, { finder }));
  expect(questions.join()).toContain('invoice number');
  expect(after.header.number?.value).toBe('BH-2041');
  expect(reader.asked.every(({ regions }) => regions.every(({ picture }) => picture.width <= TILE + 1))).toBe(true);
});

test('nothing is asked, and nothing drawn, of what is approved or says it all in XML', async () => {
  const reader = scripted(oracle({}));
  const { before } = await readWith(drawn(INVOICE), visionOf(scripted(oracle({}))));
  const decided = { rows: {}, choices: new Map(), decisions: new Map() } as never;
  const drawing = paper([]);
  for (const record of [
    { ...before, verdict: 'approve' as const },
    { ...before, verdict: 'other' as const },
    { ...before, eInvoice: { syntax: 'CII' as const, profile: null, attachment: 'a.xml' } },
  ]) {
    const look = await lookAt(drawn(INVOICE), { record, decided }, visionOf(reader), drawing);
    expect(look).toEqual({ readings: null, problems: [] });
  }
  expect([reader.asked, drawing.drawn]).toEqual([[], []]);
});

test('pages without a word are shown whole, but paper is not', async () => {
  const pages = [wordlessPage(1, { width: 595, height: 842 })];
  const document = { kind: 'image' as const, pages, attachments: [], xmp: null, problems: [] };
  const free = scripted(({ questions }) => ({
    answers: questions.map(({ key }) => ({ key, text: '4711', page: null, words: [], box: null, score: 0.9 })),
    rows: [],
    unasked: [],
    cost: COST,
  }));
  const printed = await lookAt(document, null, visionOf(free), paper(pages, 0));
  expect(printed.readings?.scalars.number).toMatchObject([{ value: '4711', box: null, page: null }]);
  const blank = await lookAt(document, null, visionOf(free), paper(pages));
  expect(blank.readings).toBeNull();
});

test('rows are taken where they add up, and where those of the words do not', async () => {
  const document = drawn(TABLE);
  const rows = [
    { description: 'Oak shelf', net: '200.00' },
    { description: 'Fitting', net: '50.00' },
  ];
  const table = (of: typeof rows) =>
    scripted((request) => ({
      answers: [],
      rows: of.map((row) => Object.entries(row).flatMap(([key, text]) => at(request, key, text) ?? [])),
      unasked: [],
      cost: COST,
    }));
  const { tableAsks, isTable, rowsFrom } = await import('../../src/pipeline/vision/table.ts');
  const { viewOf } = await import('../../src/pipeline/layout/view.ts');
  const view = viewOf(document);
  const [ask] = tableAsks(view, []);
  expect(ask?.shown.length).toBeLessThanOrEqual(6);
  const read = async (of: typeof rows) => {
    const regions = (ask?.shown ?? []).map((place) => ({
      ...place,
      picture: { width: 1, height: 1, channels: 1 as const, data: new Uint8Array(1) },
    }));
    const request = { pages: document.pages, regions, questions: [], budget: { tokens: 1, ms: 1 } };
    const reply = await table(of).read(request, new AbortController().signal);
    return rowsFrom(reply.rows, document, view);
  };
  const { before } = await readWith(drawn(TABLE), visionOf(scripted(oracle({}))));
  const none = { ...before, lines: [] };
  expect(isTable(await read(rows), none)).toBe(true);
  expect(isTable(await read(rows.slice(0, 1)), none)).toBe(false);
});
