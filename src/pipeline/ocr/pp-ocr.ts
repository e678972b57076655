import { type OcrEngine, type OcrPage, PP_OCR } from '../../core/ocr.ts';
import type { Word } from '../../core/page.ts';
import type { Raster } from '../../core/raster.ts';
import { alternativesOf } from './alternatives.ts';
import type { Glyph } from './ctc.ts';
import { detect } from './detect.ts';
import { type Grey, toGrey, turned } from './grey.ts';
import { leveller, skewOf } from './level.ts';
import { loadModels, type Models, stoppable } from './models.ts';
import { recognise } from './recognise.ts';
import { type Rectangle, readAlong } from './rectangle.ts';
import { inRows } from './rows.ts';
import { splitWords } from './split-words.ts';
import { type Strip, stripCutter } from './strip.ts';
import { clarityOf, turnOf } from './turn.ts';

export interface PpOcrOptions {
  /** Cores that one page is read on. One by default: documents are read side by side. */
  readonly threads?: number;
}

/** Lines read less clearly than this are no print. */
const MIN_CLARITY = 0.5;
/** What the detector's rectangle reaches beyond the print above and below, as a share of its height. */
const MARGIN = 0.17;

const MOST_SURE = 0.9999;

/** Opens PP-OCRv6-small, whose models come with the package. One engine reads one picture at a time. */
export async function openPpOcr({ threads = 1 }: PpOcrOptions = {}): Promise<OcrEngine> {
  const models = await loadModels(threads);
  return {
    name: PP_OCR,
    read: (picture, stopped) => read(picture, stopped === undefined ? models : stoppable(models, stopped)),
    close: () => models.close(),
  };
}

async function read(picture: Raster, models: Models): Promise<OcrPage> {
  const asGiven = toGrey(picture);
  if (asGiven.data.length === 0) return { turn: 0, skew: 0, lines: [] };
  let found = await detect(asGiven, models.detector);
  const cut = stripCutter(asGiven);
  const turn = await turnOf(found, (probes) => recognise(probes.map(cut), models));
  const upright = turned(asGiven, turn);
  // Turning the rectangles instead would lose short words, which the detector finds less well on their side.
  if (turn !== 0) found = await detect(upright, models.detector);
  const skew = skewOf(found);
  const level = leveller(upright.width, upright.height, skew);
  const words = (await readLines(upright, found, models)).map((line) => wordsOf(line, level));
  return { turn, skew, lines: inRows(words.filter((line) => line.length > 0)) };
}

interface ReadLine {
  readonly rectangle: Rectangle;
  readonly strip: Strip;
  readonly glyphs: readonly Glyph[];
}

async function readLines(picture: Grey, rectangles: readonly Rectangle[], models: Models): Promise<ReadLine[]> {
  const cut = stripCutter(picture);
  const strips = rectangles.map((rectangle) => cut(rectangle));
  const glyphs = await recognise(strips, models);
  const lines: ReadLine[] = [];
  const unclear: Rectangle[] = [];
  for (const [i, rectangle] of rectangles.entries()) {
    const [strip, read] = [strips[i], glyphs[i]];
    if (strip === undefined || read === undefined) continue;
    const clear = clarityOf(read);
    // Higher than wide: a narrow character, or print that runs up or down.
    if (rectangle.h > 1.5 * rectangle.w && (clear < 0.9 || rectangle.h > 3 * rectangle.w)) unclear.push(rectangle);
    else if (clear >= MIN_CLARITY) lines.push({ rectangle, strip, glyphs: read });
  }
  const ways = unclear.flatMap((rectangle) => [0, 1, 3].map((quarters) => readAlong(rectangle, quarters)));
  const otherStrips = ways.map((rectangle) => cut(rectangle));
  const other = await recognise(otherStrips, models);
  for (let i = 0; i < ways.length; i += 3) {
    let best: ReadLine | undefined;
    let top = MIN_CLARITY;
    for (let j = i; j < i + 3; j++) {
      const [rectangle, strip, read] = [ways[j], otherStrips[j], other[j]];
      if (rectangle === undefined || strip === undefined || read === undefined || clarityOf(read) < top) continue;
      top = clarityOf(read);
      best = { rectangle, strip, glyphs: read };
    }
    if (best !== undefined) lines.push(best);
  }
  return lines;
}

function wordsOf({ rectangle, strip, glyphs }: ReadLine, level: ReturnType<typeof leveller>): Word[] {
  const { x, y, w, h, angle } = rectangle;
  return splitWords(glyphs, strip).map(({ glyphs, gaps, certainty, start, end }) => {
    const along = ((start + end) / 2) * strip.scale.x - w / 2;
    const box = level({
      x: x + along * Math.cos(angle),
      y: y + along * Math.sin(angle),
      w: Math.max(1, (end - start) * strip.scale.x),
      h: h * (1 - 2 * MARGIN),
      angle,
    });
    // No engine is certain, however its probabilities are rounded.
    const confidence = Math.min(
      MOST_SURE,
      certainty,
      ...glyphs.map(({ probability }) => probability),
      ...gaps.map((probability) => 1 - probability),
    );
    const alternatives = alternativesOf(glyphs, confidence, gaps);
    return {
      text: glyphs.map(({ text }) => text).join(''),
      box,
      size: h * (1 - 2 * MARGIN),
      bold: false,
      confidence,
      ...(alternatives.length > 0 && { alternatives }),
    };
  });
}
