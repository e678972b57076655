import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import { type Page, wordlessPage } from '../../src/core/page.ts';
import type { Question, VisionRequest } from '../../src/core/vision.ts';
import { layGround } from '../../src/vlm/grounding/ground.ts';
import { createVisionReader } from '../../src/vlm/reader.ts';
import { anyPage, typed, vocabularyOf } from './pages.ts';
import { expectPrinted } from './printed.ts';
import { answering, type Mind, random, scriptedModel, textOf } from './scripted.ts';

const never = new AbortController().signal;
const picture = { width: 8, height: 8, channels: 1, data: new Uint8Array(64) } as const;
const ask = (...abouts: string[]): readonly Question[] => abouts.map((about) => ({ key: `key of ${about}`, about }));

function request(page: Page, questions: readonly Question[], rest: Partial<VisionRequest> = {}): VisionRequest {
  const box = { x: -10, y: -10, w: page.width + 20, h: page.height + 20 };
  const regions = [{ page: page.number, box, picture }];
  return { pages: [page], regions, questions, budget: { tokens: 1000, ms: 60_000 }, ...rest };
}

const vocabulary = vocabularyOf(['In', 'INV', 'INV-', ' Ltd', 'Ac', 'Acme', '100', '00', ',00', 'net', ' 1', '", "']);

/** Reads with a model of one mind. */
async function read(wish: VisionRequest, mind: Mind, signal = never) {
  const model = scriptedModel(vocabulary, mind);
  const reply = await createVisionReader(model).read(wish, signal);
  return { ...reply, asked: model.asked };
}

describe('fields', () => {
  const page = typed(['Acme Ltd', 'Invoice INV-17', 'Net   100,00', 'Due   100,00']);

  test('are answered with words of the page', async () => {
    const { answers, unasked } = await read(
      request(page, ask('number', 'seller', 'phone')),
      answering({ number: 'INV-17', seller: 'Acme Ltd' }),
    );
    expect(unasked).toEqual([]);
    expect(answers.map(({ key, text, words }) => ({ key, text, words }))).toEqual([
      { key: 'key of number', text: 'INV-17', words: [3] },
      { key: 'key of seller', text: 'Acme Ltd', words: [0, 1] },
    ]);
    for (const { score } of answers) expect(score).toBeGreaterThan(0.8);
  });

  test('are asked in JSON of which only the values are the model’s', async () => {
    const { asked } = await read(request(page, ask('number', 'it’s "due"')), answering({ number: 'INV-17' }));
    expect(textOf(asked.fed, vocabulary)).toBe(' {"number": "INV-17", "it’s \\"due\\"": "');
    expect(asked.closed).toBe(1);
  });

  test('a wish that is not printed costs the answer its score', async () => {
    const { answers } = await read(request(page, ask('number')), answering({ number: 'INV-18' }));
    for (const answer of answers) expect(answer.score).toBeLessThan(0.3);
  });

  test('what is printed twice is said to be, and the one near its label is taken', async () => {
    const { answers } = await read(request(page, ask('due amount')), answering({ 'due amount': '100,00' }));
    expect(answers[0]?.words).toEqual([7]);
    expect(answers[0]?.elsewhere?.map(({ words }) => words)).toEqual([[5]]);
  });

  test('what stands in the region that is shown first is taken first', async () => {
    const below = { page: 1, box: { x: 0, y: 40, w: 600, h: 20 }, picture };
    const above = { page: 1, box: { x: 0, y: 26, w: 600, h: 13 }, picture };
    for (const [regions, word] of [
      [[below, above], 7],
      [[above, below], 5],
    ] as const) {
      const { answers } = await read(request(page, ask('x'), { regions }), answering({ x: '100,00' }));
      expect(answers[0]?.words).toEqual([word]);
    }
  });

  test('words outside the regions cannot be said', async () => {
    const regions = [{ page: 1, box: { x: 0, y: 0, w: 600, h: 13 }, picture }];
    const { answers } = await read(request(page, ask('number'), { regions }), answering({ number: 'INV-17' }));
    expect(answers.map(({ text }) => text)).not.toContain('INV-17');
  });

  test('nothing is asked where the page has words and none of them is shown', async () => {
    const regions = [{ page: 1, box: { x: 0, y: 700, w: 600, h: 13 }, picture }];
    const { answers, asked } = await read(request(page, ask('number'), { regions }), answering({ number: 'INV-17' }));
    expect(answers).toEqual([]);
    expect(asked).toMatchObject({ looks: 0, steps: 0 });
  });

  test('a picture is looked at once for all requests', async () => {
    const model = scriptedModel(vocabulary, answering({}));
    const reader = createVisionReader(model);
    await reader.read(request(page, ask('number')), never);
    await reader.read(request(page, ask('seller')), never);
    expect(model.asked.looks).toBe(1);
  });

  test('another beginning is followed where the likeliest leads to what nobody would say', async () => {
    const two = typed(['17 pieces', '25 pieces']);
    /** Likes to begin with 1, but not to go on with 7. */
    const mind: Mind = (tokens, known) => {
      const logits = new Float32Array(known.size);
      const so = textOf(tokens, known).split('": "').at(-1) ?? '';
      const odds: Readonly<Record<string, Readonly<Record<string, number>>>> = {
        '': { '1': 12, '2': 11.5 },
        '1': { '9': 20 },
        '2': { '5': 20 },
        '25': { '"': 20 },
      };
      for (const [text, logit] of Object.entries(odds[so] ?? {})) logits[known.encode(text)[0] ?? 0] = logit;
      return logits;
    };
    const { answers, asked } = await read(request(two, ask('a', 'b')), mind);
    expect(answers.map(({ text }) => text)).toEqual(['25', '25']);
    expect(textOf(asked.fed, vocabulary)).toBe(' {"a": "25", "b": "25');
  });

  test('20 of them take less than half the steps of the same JSON written freely', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => [`field${i}`, `V${i * 7919}-${i}`] as const);
    const long = typed(rows.map(([name, value]) => `${name}   ${value}`));
    const values = Object.fromEntries(rows);
    const { answers, cost } = await read(request(long, ask(...Object.keys(values))), answering(values));
    expect(answers.map(({ text }) => text)).toEqual(Object.values(values));
    const freely = vocabulary.encode(JSON.stringify(values)).length;
    expect(cost.steps * 2).toBeLessThanOrEqual(freely);
  });
});

describe('whatever the model thinks', () => {
  const anyMind = fc.tuple(fc.integer(), fc.constantFrom(0, 1, 8, 60)).map(([seed, spread]) => random(seed, spread));

  test('what it says is printed', async () => {
    await fc.assert(
      fc.asyncProperty(anyPage, anyMind, async (page, mind) => {
        const { answers, unasked } = await read(request(page, ask('a', 'b', 'c')), mind);
        if (layGround([{ page, shown: page.words.map((_, i) => i) }]).words.length === 0) return;
        expect(unasked).toEqual([]);
        for (const answer of answers) expectPrinted(answer, page);
        for (const { elsewhere = [], ...answer } of answers)
          for (const place of elsewhere) expectPrinted({ ...answer, ...place }, page);
      }),
      { numRuns: 150 },
    );
  });

  test('rows are printed, in reading order, and have no word twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyPage, anyMind, fc.integer({ min: 0, max: 5 }), async (page, mind, maxRows) => {
        const columns = ask('item', 'price');
        const { rows } = await read(request(page, ask('a'), { table: { columns, maxRows } }), mind);
        const ground = layGround([{ page, shown: page.words.map((_, i) => i) }]);
        const lines = new Map(ground.words.map(({ index, line }) => [index, line]));
        expect(rows.length).toBeLessThanOrEqual(maxRows);
        const used = rows.flat().flatMap(({ words }) => words);
        expect(new Set(used).size).toBe(used.length);
        let top = -1;
        for (const row of rows) {
          expect(row.length).toBeGreaterThan(0);
          for (const cell of row) expectPrinted(cell, page);
          const first = Math.min(...row.flatMap(({ words }) => words.map((word) => lines.get(word) ?? -1)));
          expect(first).toBeGreaterThan(top);
          top = first;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('what is no number is a failure, and no value', async () => {
    const page = typed(['Acme Ltd']);
    const broken: readonly Mind[] = [
      (_, { size }) => new Float32Array(size).fill(Number.NaN),
      (_, { size }) => new Float32Array(size).fill(Number.NEGATIVE_INFINITY),
      (_, { size }) => new Float32Array(size).fill(1, 3, 4).fill(Number.NaN, 7, 8),
      (_, { size }) => new Float32Array(size).fill(Number.POSITIVE_INFINITY, 3, 4),
      () => {
        throw new Error('out of memory');
      },
    ];
    for (const mind of broken) {
      const failure = await read(request(page, ask('a')), mind).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(InvoicectlError);
      expect(failure).toMatchObject({ code: 'MODEL_FAILED' });
    }
  });
});

describe('rows', () => {
  const page = typed(['Item        Price', 'Blue cup    4,00', 'with lid', 'Red cup     4,00', 'Total       8,00']);
  const table = { columns: ask('item', 'price'), maxRows: 9 };
  /** Says cell after cell, then that there are no more rows. */
  const cells =
    (...all: readonly string[]): Mind =>
    (tokens, known) => {
      const said = textOf(tokens, known);
      const logits = new Float32Array(known.size);
      const count = said.split('": "').length - 2;
      if (/(?:\[|\})$/.test(said)) {
        logits[known.encode(count + 1 < all.length ? (said.endsWith('[') ? '{' : ',') : ']')[0] ?? 0] = 20;
        return logits;
      }
      const so = said.split('": "').at(-1) ?? '';
      return answering({ x: all[count] ?? '' })(known.encode(`"x": "${so}`), known);
    };

  test('are read one after the other, until the model says so', async () => {
    const { rows, asked } = await read(
      request(page, [], { table }),
      cells('Blue cup with lid', '4,00', 'Red cup', '4,00'),
    );
    expect(rows.map((row) => row.map(({ text, words }) => [text, words]))).toEqual([
      [
        ['Blue cup with lid', [2, 3, 5, 6]],
        ['4,00', [4]],
      ],
      [
        ['Red cup', [7, 8]],
        ['4,00', [9]],
      ],
    ]);
    expect(textOf(asked.fed, vocabulary)).toBe(
      ' {"rows": [{"item": "Blue cup with lid", "price": "4,00"}, {"item": "Red cup", "price": "4,00"}',
    );
  });

  test('end with the rows that are asked for', async () => {
    const { rows } = await read(
      request(page, [], { table: { ...table, maxRows: 1 } }),
      cells('Blue cup', '4,00', 'Red cup'),
    );
    expect(rows.length).toBe(1);
  });

  test('none is read again', async () => {
    const { rows } = await read(request(page, [], { table }), cells('Red cup', '4,00', 'Blue cup', '4,00'));
    expect(rows.map((row) => row.map(({ text }) => text))[0]).toEqual(['Red cup', '4,00']);
    expect(
      rows
        .slice(1)
        .flat()
        .map(({ text }) => text),
    ).not.toContain('Blue cup');
  });
});

describe('a budget', () => {
  const page = typed(['Acme Ltd', 'Invoice INV-17', 'Net 100,00']);
  const mind = answering({ a: 'Acme Ltd', b: 'INV-17', c: '100,00' });

  test('of tokens that is spent leaves the rest unasked', async () => {
    const budget = { tokens: 2, ms: 60_000 };
    const { answers, unasked } = await read(request(page, ask('a', 'b', 'c'), { budget }), mind);
    expect(answers.map(({ text }) => text)).toEqual(['Acme Ltd']);
    expect(unasked).toEqual(['key of b', 'key of c']);
  });

  test('of time too, and the table with it', async () => {
    const model = scriptedModel(vocabulary, mind);
    const budget = { tokens: 100, ms: 50 };
    const table = { columns: ask('x'), maxRows: 3 };
    const clock = () => 20 * model.asked.steps;
    const { answers, unasked } = await createVisionReader(model, clock).read(
      request(page, ask('a', 'b'), { budget, table }),
      never,
    );
    expect(answers.map(({ text }) => text)).toEqual(['Acme Ltd']);
    expect(unasked).toEqual(['key of b', 'key of x']);
  });

  test('of nothing asks nothing', async () => {
    const model = scriptedModel(vocabulary, mind);
    let time = 0;
    const reader = createVisionReader(model, () => time++);
    const { unasked } = await reader.read(request(page, ask('a'), { budget: { tokens: 9, ms: 0 } }), never);
    expect(unasked).toEqual(['key of a']);
    expect(model.asked.looks).toBe(0);
  });

  test('a signal stops it at once', async () => {
    const stop = new AbortController();
    const stopping: Mind = (tokens, known) => {
      stop.abort(new Error('enough'));
      return mind(tokens, known);
    };
    await expect(read(request(page, ask('a', 'b')), stopping, stop.signal)).rejects.toThrow('enough');
  });
});

describe('a page without words', () => {
  const blank = wordlessPage(1, { width: 600, height: 800 });

  test('may be answered with anything, which stands nowhere', async () => {
    const { answers } = await read(request(blank, ask('number', 'phone')), answering({ number: 'INV-17 a' }));
    expect(answers).toEqual([
      { key: 'key of number', text: 'INV-17 a', page: null, words: [], box: null, score: expect.any(Number) },
    ]);
  });

  test('is not read for ever', async () => {
    const endless: Mind = (_, known) =>
      new Float32Array(known.size).fill(20, known.encode('a')[0] ?? 0, (known.encode('a')[0] ?? 0) + 1);
    const { answers, cost } = await read(request(blank, ask('number')), endless);
    expect(answers).toEqual([]);
    expect(cost.steps).toBeLessThan(100);
  });
});
