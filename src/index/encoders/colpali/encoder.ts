import { InvoicectlError } from '../../../core/errors.ts';
import type { EncodablePage, PageEncoder, PageVectors, QueryVectors } from '../../../core/vectors.ts';
import { squareOf } from '../../../models/images/square.ts';
import { type TiledPicture, type TileRules, tilesOf } from '../../../models/images/tiles.ts';
import type { PictureInput } from '../../../models/onnx/pictures.ts';
import type { ModelTokenizer } from '../../../models/tokenizer.ts';
import { featureBoxes, type Share, tokenBoxes } from './boxes.ts';
import { type Family, IMAGE_MARK, pictureMarks, squareMarks } from './families.ts';
import { fillTo } from './fill.ts';
import type { Graphs } from './graphs.ts';

/** What an encoder is made of. */
export interface EncoderParts {
  readonly id: string;
  readonly family: Family;
  readonly tokenizer: ModelTokenizer;
  readonly graphs: Graphs;
  /** Pixels that a page's longer side is brought to. */
  readonly longest: number;
  /** Features a side of a square: 8 for a tile, 32 for a page in one square. */
  readonly side: number;
  /** Numbers a row. */
  readonly dim: number;
}

const WHOLE: Share = { x: 1, y: 1 };

/** A page encoder that looks: ColPali and its kin. Pages are drawn and encoded one after the other. */
export function colpaliEncoder(parts: EncoderParts): PageEncoder {
  const { id, family, tokenizer, graphs, side, dim } = parts;
  const mark = tokenizer.idOf(IMAGE_MARK);
  if (mark === null) {
    throw new InvoicectlError(
      'MODEL_UNSUPPORTED',
      `The tokenizer of ${id} has no ${IMAGE_MARK}: it is of another model.`,
    );
  }
  const encode = (text: string) => tokenizer.encode(text, { marks: family.framed });
  // Pages of a kind are cut alike, and then are called alike.
  const prompts = new Map<string, readonly number[]>();
  const promptOf = (tiled: TiledPicture): readonly number[] => {
    const key = `${tiled.rows}x${tiled.cols}`;
    const known = prompts.get(key);
    if (known !== undefined) return known;
    const marks = family.sight === 'tiles' ? pictureMarks(tiled, side * side) : squareMarks(side * side);
    const ids = encode(family.page(marks));
    prompts.set(key, ids);
    return ids;
  };

  async function encodePage({ page, draw }: EncodablePage): Promise<PageVectors> {
    const { tiled, share } = look(await draw(), await graphs.pictures(), parts);
    const ids = promptOf(tiled);
    const { data } = await graphs.page(ids, tiled.tiles);
    return { dim, data, boxes: tokenBoxes(ids, mark ?? -1, featureBoxes(tiled, side, page, share)) };
  }

  return {
    id,
    dim,
    async encodePages(pages) {
      const all: PageVectors[] = [];
      for (const page of pages) all.push(await encodePage(page));
      return all;
    },
    async encodeQuery(text): Promise<QueryVectors> {
      const ids = queryIds(withoutMarks(text), family, encode);
      const { data } = await graphs.query(ids);
      return { dim, data, tokens: queryTokens(ids, family, tokenizer, encode) };
    },
    close: () => graphs.close(),
  };
}

/** A page as the graph takes it. */
function look(
  raster: Awaited<ReturnType<EncodablePage['draw']>>,
  input: PictureInput,
  { family, longest, id }: EncoderParts,
): { readonly tiled: TiledPicture; readonly share: Share } {
  if (family.sight === 'square') {
    return { tiled: { rows: 0, cols: 0, tiles: [squareOf(raster, input.size)] }, share: WHOLE };
  }
  const rules: TileRules = { longest, tile: input.size };
  const tiled = tilesOf(raster, rules);
  if (input.tiles === null || input.tiles === tiled.tiles.length) return { tiled, share: WHOLE };
  const filled = fillTo(raster, input.tiles, rules);
  if (filled === null) {
    throw new InvoicectlError(
      'MODEL_UNSUPPORTED',
      `The graph of ${id} was exported for pages of ${input.tiles} tiles; this page has ${tiled.tiles.length}.`,
      { hint: 'Use colmodernvbert, or an export with a free number of tiles.' },
    );
  }
  return { tiled: tilesOf(filled.raster, rules), share: filled.share };
}

/** A question of a person holds no marks: what looks like one is only text. */
function withoutMarks(text: string): string {
  return text.replaceAll(/<(\/?[\w|]+)>/g, '$1');
}

/** The ids of a question; one that is too long loses its last words, never what stands around it. */
function queryIds(text: string, { before, behind, longest }: Family, encode: (text: string) => readonly number[]) {
  const ids = encode(before + text + behind);
  if (ids.length <= longest) return ids;
  const empty = encode(before + behind);
  const common = commonStart(ids, empty);
  const end = empty.length - common;
  return [...ids.slice(0, longest - end), ...ids.slice(ids.length - end)];
}

/** What each row of a question says to a person: nothing for what the encoder put around it. */
function queryTokens(
  ids: readonly number[],
  { before, behind }: Family,
  tokenizer: ModelTokenizer,
  encode: (text: string) => readonly number[],
): readonly string[] {
  const empty = encode(before + behind);
  const start = commonStart(ids, empty);
  const end = ids.length - (empty.length - start);
  return ids.map((id, i) => (i < start || i >= end ? '' : tokenizer.decode([id]).trim()));
}

function commonStart(a: readonly number[], b: readonly number[]): number {
  const parted = a.findIndex((id, i) => id !== b[i]);
  return parted === -1 ? a.length : parted;
}
