import { createHash } from 'node:crypto';
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

/** Pictures that are remembered as the model saw them: each some 150 to 2,000 KB. */
const REMEMBERED = 32;

/**
 * Reads with a model that runs here. It sees regions, and says nothing but what the words in them say; a picture that is
 * shown again, for other questions, is not looked at again.
 */
export function createVisionReader(
  model: VisionLanguageModel,
  now: () => number = () => performance.now(),
): VisionReader {
  const sights = new Map<string, Sight>();
  let speller: Speller | null = null;
  const look = async (region: Region, signal: AbortSignal): Promise<Seen> => {
    const detail = detailOf(region);
    const key = keyOf(region.picture, detail);
    const known = sights.get(key);
    const sight = known ?? (await model.look(region.picture, detail, signal));
    sights.delete(key);
    sights.set(key, sight);
    for (const oldest of sights.keys()) if (sights.size > REMEMBERED) sights.delete(oldest);
    return { sight, computed: known === undefined ? (sight.computed ?? 1) : 0 };
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

/** A picture as the model sees it, and how many tiles of it had to be computed now. */
interface Seen {
  readonly sight: Sight;
  readonly computed: number;
}

async function readWith(
  model: VisionLanguageModel,
  speller: Speller,
  look: (region: Region, signal: AbortSignal) => Promise<Seen>,
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
    const { sight, computed } = await look(region, signal);
    cost.tiles += computed;
    if (sight.features.length > 0) parts.push({ picture: sight });
  }
  // Blank paper says nothing.
  if (parts.length === 0) return reply({});
  if (now() - started > budget.ms) return reply({ unasked: keys });
  signal.throwIfAborted();
  const conversation = await model.open([...parts, { text: promptOf(request) }]);
  try {
    cost.prompt = conversation.length;
    const writer = createWriter(conversation, model.vocabulary, limits);
    writer.write(' {');
    const rows = `${questions.length > 0 ? ', ' : ''}"rows": [`;
    const behind = table === undefined ? '' : `"${rows}`;
    const { answers, unasked } = await askFields(writer, speller, ground, questions, regionRank(regions), behind);
    if (unasked.length > 0 || table === undefined || ground === null) {
      cost.steps = writer.cost.steps;
      const columns = unasked.length > 0 ? (table?.columns ?? []).map(({ key }) => key) : [];
      return reply({ answers, unasked: [...unasked, ...columns] });
    }
    writer.write(rows);
    const { rows: read, spent } = await askRows(writer, speller, ground, table);
    cost.steps = writer.cost.steps;
    return reply({ answers, rows: read, unasked: spent ? table.columns.map(({ key }) => key) : [] });
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

const keyOf = ({ width, height, channels, data }: Raster, detail: Detail): string =>
  `${detail} ${width} ${height} ${channels} ${createHash('sha256').update(data).digest('base64')}`;

function promptOf({ questions, table }: VisionRequest): string {
  const fields = questions.map(({ about }) => about).join('; ');
  const columns = table?.columns.map(({ about }) => about).join('; ');
  const asked = [fields, columns === undefined ? '' : `the rows of the table, with ${columns}`].filter(
    (one) => one !== '',
  );
  return `Read from this document: ${asked.join('; ')}. Answer in JSON, with values as they are printed. Leave empty what is not there.`;
}
