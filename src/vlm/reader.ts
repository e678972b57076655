import { performance } from 'node:perf_hooks';
import { InvoicectlError } from '../core/errors.ts';
import type { Raster } from '../core/raster.ts';
import type { Region, VisionReader, VisionReply, VisionRequest } from '../core/vision.ts';
import { askFields } from './decoding/fields.ts';
import { askRows } from './decoding/rows.ts';
import { createSpeller, type Speller } from './decoding/speller.ts';
import { createWriter, type Limits } from './decoding/writer.ts';
import { type Ground, layGround } from './grounding/ground.ts';
import type { Detail, Sight, VisionLanguageModel } from './language-model.ts';
import { regionRank, shownWords } from './shown.ts';

/**
 * Reads with a model that runs here. It sees regions, and says nothing but what the words in them say; a picture that is
 * shown again, for other questions, is not looked at again.
 */
export function createVisionReader(
  model: VisionLanguageModel,
  now: () => number = () => performance.now(),
): VisionReader {
  const sights = new WeakMap<Raster, Promise<Sight>>();
  let speller: Speller | null = null;
  const look = (region: Region, signal: AbortSignal): Promise<Sight> => {
    const known = sights.get(region.picture);
    if (known !== undefined) return known;
    const sight = model.look(region.picture, detailOf(region), signal);
    sights.set(region.picture, sight);
    // What failed, or was stopped, is tried anew when it is shown again.
    sight.catch(() => sights.delete(region.picture));
    return sight;
  };
  return {
    name: model.name,
    async read(request, signal) {
      signal.throwIfAborted();
      speller ??= createSpeller(model.vocabulary);
      const limits = { budget: request.budget, signal, started: now(), now };
      try {
        return await readWith(model, speller, look, request, limits);
      } catch (cause) {
        if (signal.aborted || cause instanceof InvoicectlError) throw cause;
        const message = `The vision model stopped: ${cause instanceof Error ? cause.message : String(cause)}`;
        throw new InvoicectlError('MODEL_FAILED', message, { cause });
      }
    },
    close: () => model.close(),
  };
}

async function readWith(
  model: VisionLanguageModel,
  speller: Speller,
  look: (region: Region, signal: AbortSignal) => Promise<Sight>,
  request: VisionRequest,
  limits: Limits,
): Promise<VisionReply> {
  const { pages, regions, questions, table } = request;
  const { started, now, signal, budget } = limits;
  const keys = [...questions, ...(table?.columns ?? [])].map(({ key }) => key);
  const cost = { tiles: 0, prompt: 0, steps: 0 };
  const reply = (rest: Partial<VisionReply>): VisionReply => ({
    answers: [],
    rows: [],
    unasked: [],
    ...rest,
    cost: { ...cost, ms: now() - started },
  });

  const ground = groundOf(pages, regions);
  // Nothing can be said where the pages have words and none of them is shown.
  if (keys.length === 0 || ground?.words.length === 0) return reply({});
  const parts: { readonly picture: Sight }[] = [];
  for (const region of regions) {
    if (now() - started > budget.ms) return reply({ unasked: keys });
    const sight = await look(region, signal);
    cost.tiles += sight.rows * sight.cols + 1;
    parts.push({ picture: sight });
  }
  if (now() - started > budget.ms) return reply({ unasked: keys });
  signal.throwIfAborted();
  const conversation = await model.open([...parts, { text: promptOf(request) }]);
  try {
    cost.prompt = conversation.length;
    const writer = createWriter(conversation, model.vocabulary, limits);
    writer.write(' {');
    const { answers, unasked } = await askFields(writer, speller, ground, questions, regionRank(regions));
    if (unasked.length > 0 || table === undefined || ground === null) {
      cost.steps = writer.cost.steps;
      const columns = unasked.length > 0 ? (table?.columns ?? []).map(({ key }) => key) : [];
      return reply({ answers, unasked: [...unasked, ...columns] });
    }
    writer.write(`${questions.length > 0 ? ', ' : ''}"rows": `);
    const { rows, spent } = await askRows(writer, speller, ground, table);
    cost.steps = writer.cost.steps;
    return reply({ answers, rows, unasked: spent ? table.columns.map(({ key }) => key) : [] });
  } finally {
    conversation.close();
  }
}

/** What may be said; `null`: anything, since not one of the pages has a word. */
function groundOf(pages: VisionRequest['pages'], regions: readonly Region[]): Ground | null {
  const ground = layGround(shownWords(pages, regions));
  if (ground.words.length > 0) return ground;
  return pages.some(({ words }) => words.some(({ text }) => text.trim() !== '')) ? ground : null;
}

/** What a tile of 512 pixels still shows readably, in points: 100 pixels an inch. */
const TILE_POINTS = 370;

/** A region is one tile, or two side by side; what is more than that is looked at as a whole page is. */
function detailOf({ box }: Region): Detail {
  const [short, long] = [Math.min(box.w, box.h), Math.max(box.w, box.h)];
  return short <= TILE_POINTS && long <= 2 * TILE_POINTS ? 'tile' : 'grid';
}

function promptOf({ questions, table }: VisionRequest): string {
  const fields = questions.map(({ about }) => about).join('; ');
  const columns = table?.columns.map(({ about }) => about).join('; ');
  const asked = [fields, columns === undefined ? '' : `the rows of the table, with ${columns}`].filter(
    (one) => one !== '',
  );
  return `Read from this document: ${asked.join('; ')}. Answer in JSON, with values as they are printed. Leave empty what is not there.`;
}
