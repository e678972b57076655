import Big from 'big.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { diceOf } from '../../scripts/synthetic/dice.ts';
import { type Drawn, drawDocument } from '../../scripts/synthetic/document.ts';
import { drawDraft } from '../../scripts/synthetic/draft.ts';
import type { Box } from '../../src/core/geometry.ts';
import type { OpenedDocument } from '../../src/core/page.ts';
import type { Field, InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { openPdf } from '../../src/pipeline/open.ts';

const SEED = 20;
const COUNT = 10;

const drawn: { readonly document: Drawn; readonly opened: OpenedDocument }[] = [];
beforeAll(async () => {
  for (let index = 1; index <= COUNT; index++) {
    const document = await drawDocument(SEED, index);
    drawn.push({ document, opened: await openPdf(new Uint8Array(document.pdf)) });
  }
});

/** What is printed, without the spaces that words lose. */
const bare = (text: string) => text.normalize('NFKC').replace(/\s/g, '');
const wordsOf = ({ pages }: OpenedDocument) =>
  bare(pages.flatMap(({ words }) => words.map(({ text }) => text)).join(''));

describe('drawn invoices', () => {
  it('are the same for the same seed', async () => {
    const first = drawn[0]?.document;
    const again = await drawDocument(SEED, 1);
    expect(again.gold).toEqual(first?.gold);
    expect(again.prints).toEqual(first?.prints);
    expect((await drawDocument(SEED + 1, 1)).gold).not.toEqual({ ...first?.gold });
  });

  it('add up', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (seed) => {
        const { lines, sums, taxation, issued, due } = drawDraft(diceOf(String(seed)), 'x');
        const sum = (parts: readonly string[]) => parts.reduce((all, part) => all.plus(part), new Big(0)).toFixed(2);
        expect(sum(lines.map(({ amount }) => amount))).toBe(sums.lineTotal);
        const changed = new Big(sums.lineTotal).minus(sums.discount ?? 0).plus(sums.shipping ?? 0);
        expect(changed.toFixed(2)).toBe(taxation.kind === 'gross' ? sums.gross : sums.net);
        expect(sum(sums.taxes.map(({ amount }) => amount))).toBe(sums.tax);
        expect(new Big(sums.net).plus(sums.tax).toFixed(2)).toBe(sums.gross);
        const payable = new Big(sums.gross).minus(sums.withheld ?? 0).minus(sums.prepaid ?? 0);
        expect(payable.plus(sums.rounding ?? 0).toFixed(2)).toBe(sums.due);
        for (const { rate, basis, amount } of sums.taxes)
          expect(new Big(basis).times(rate).div(100).minus(amount).abs().toNumber()).toBeLessThanOrEqual(0.0101);
        if (due !== undefined) expect(due > issued).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('print every value of their gold record', () => {
    for (const { document, opened } of drawn) {
      const words = wordsOf(opened);
      // Word by word, as a long text goes on in the next line of its column.
      for (const { field, text } of document.prints)
        for (const part of text.split(/\s+/))
          expect(words.includes(bare(part)), `${document.stem} prints ${field} as ${text}`).toBe(true);
    }
  });

  it('print nothing over something else, or off the page', () => {
    for (const { document, opened } of drawn)
      for (const { number, width, height, words } of opened.pages) {
        const at = `${document.stem} page ${number}`;
        for (const { box, text } of words) {
          expect(Math.min(box.x, box.y), `${at}: ${text}`).toBeGreaterThan(0);
          expect(box.x + box.w, `${at}: ${text}`).toBeLessThan(width);
          expect(box.y + box.h, `${at}: ${text}`).toBeLessThan(height);
        }
        const over = words.flatMap((a, i) => words.slice(i + 1).filter((b) => covers(a.box, b.box)));
        expect(
          over.map(({ text }) => text),
          at,
        ).toEqual([]);
      }
  });

  it('are read without harm: every value lies on its page and is what is printed there', async () => {
    for (const { document, opened } of drawn) {
      const readings = await wordsReader.read(opened);
      if (readings === null) throw new Error(`${document.stem} has no words`);
      const record = await fuse(opened, [readings]);
      const fields = fieldsOf(record);
      expect(fields.length, document.stem).toBeGreaterThan(8);
      for (const field of fields)
        for (const { page, box, text } of field.readings) {
          const on = opened.pages.find(({ number }) => number === page);
          if (box === null || on === undefined) continue;
          expect(box.x, `${document.stem} ${text}`).toBeGreaterThanOrEqual(-1);
          expect(box.y).toBeGreaterThanOrEqual(-1);
          expect(box.x + box.w).toBeLessThanOrEqual(on.width + 1);
          expect(box.y + box.h).toBeLessThanOrEqual(on.height + 1);
          const inside = on.words.filter(
            ({ box: b }) =>
              b.x + b.w > box.x &&
              b.x < box.x + box.w &&
              b.y + b.h / 2 > box.y - 1 &&
              b.y + b.h / 2 < box.y + box.h + 1,
          );
          const printed = bare(inside.map((word) => word.text).join(''));
          for (const part of text.split(/\s+/)) expect(printed, `${document.stem} ${text}`).toContain(bare(part));
        }
    }
  });
});

/** Whether two words stand on one another by more than the letters' own overhang. */
function covers(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return across > 1.5 && down > 0.5 * Math.min(a.h, b.h);
}

/** All fields of a record, wherever they are. */
function fieldsOf(record: InvoiceRecord): Field[] {
  const found: Field[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isField(value)) found.push(value);
    else for (const part of Object.values(value)) visit(part);
  };
  visit([record.header, record.parties, record.totals, record.taxes, record.lines, record.accounts]);
  return found;
}

function isField(value: object): value is Field {
  return 'readings' in value && 'value' in value;
}
