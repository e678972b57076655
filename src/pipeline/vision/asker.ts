import { InvoicectlError } from '../../core/errors.ts';
import type { Page, Problem } from '../../core/page.ts';
import type { Question, Region, VisionReply, VisionRequest } from '../../core/vision.ts';
import type { Place } from './places.ts';
import { purseOf } from './purse.ts';
import type { Sheets } from './sheets.ts';
import type { Vision } from './vision.ts';

/** Questions on places of a document's pages, which all are shown at once. */
export interface Ask {
  readonly shown: readonly Place[];
  /** Pixels an inch that each place is drawn at. */
  readonly dpi: number | ((page: number) => number);
  /** Tiles that the model will encode for it. */
  readonly tiles: number;
  readonly questions: readonly Question[];
  readonly table?: VisionRequest['table'];
}

/** Asks the model as long as it answers and the budget lasts. */
export interface Asker {
  /** `null` when it was not asked, or failed. Rejects only when the work is to end. */
  ask(ask: Ask): Promise<VisionReply | null>;
  /** What went wrong, and which questions were left for want of time. */
  problems(): readonly Problem[];
}

/** Asks about the pages of one document. After a failure of the model it asks no more: the document has its problem. */
export function askerOf(pages: readonly Page[], sheets: Sheets, vision: Vision): Asker {
  const purse = purseOf(vision.budget);
  const problems: Problem[] = [];
  const unasked = new Set<string>();
  let failed = false;

  /** The places as pictures; `null` where the page cannot be drawn, which concerns this page only. */
  async function draw({ shown, dpi }: Ask): Promise<readonly Region[] | null> {
    const regions: Region[] = [];
    for (const place of shown) {
      try {
        regions.push(await sheets.region(place, typeof dpi === 'number' ? dpi : dpi(place.page)));
      } catch (error) {
        const { page } = place;
        const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
        problems.push({ code: 'PAGE_DAMAGED', message: `page ${page} cannot be shown to the model (${why})`, page });
        return null;
      }
    }
    return regions;
  }

  return {
    async ask(ask) {
      vision.signal.throwIfAborted();
      const numbers = [...new Set(ask.shown.map(({ page }) => page))];
      const [first = 1] = numbers;
      if (failed) return null;
      const budget = purse.for(numbers, ask.tiles);
      if (budget === null) {
        for (const { key } of ask.questions) unasked.add(key);
        return null;
      }
      vision.onPage?.(first, pages.length);
      const regions = await draw(ask);
      if (regions === null) return null;
      const begun = performance.now();
      const request: VisionRequest = {
        pages: pages.filter(({ number }) => numbers.includes(number)),
        regions,
        questions: ask.questions,
        ...(ask.table !== undefined && { table: ask.table }),
        budget,
      };
      try {
        const reply = await vision.reader.read(request, vision.signal);
        purse.pay(numbers, reply.cost);
        for (const { key } of ask.questions) unasked.delete(key);
        for (const key of reply.unasked) unasked.add(key);
        return reply;
      } catch (error) {
        vision.signal.throwIfAborted();
        failed = true;
        purse.pay(numbers, { tiles: 0, steps: 0, ms: performance.now() - begun });
        problems.push(problemOf(error, first));
        return null;
      }
    },
    problems() {
      if (unasked.size === 0) return problems;
      const message = `the vision model was not asked for ${[...unasked].join(', ')}: the budget of the page is used up`;
      return [...problems, { code: 'MODEL_TIMEOUT', message, hint: MORE }];
    },
  };
}

const MORE = 'A larger budget: --vlm-seconds and --vlm-tokens, for each page.';

function problemOf(error: unknown, page: number): Problem {
  if (error instanceof InvoicectlError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint !== undefined && { hint }), page };
  }
  return { code: 'MODEL_FAILED', message: error instanceof Error ? error.message : String(error), page };
}
