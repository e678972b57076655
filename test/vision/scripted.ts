import { union } from '../../src/core/geometry.ts';
import type { OpenedDocument, Page } from '../../src/core/page.ts';
import type { Rasterizer } from '../../src/core/raster.ts';
import type { VisionAnswer, VisionReader, VisionReply, VisionRequest } from '../../src/core/vision.ts';
import { decide, fuse } from '../../src/pipeline/fuse/fuse.ts';
import { settledBy } from '../../src/pipeline/fuse/settled.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { lookAt } from '../../src/pipeline/vision/look.ts';
import type { Drawing, Vision } from '../../src/pipeline/vision/vision.ts';

/** What a scripted model does with a request. */
export type Script = (request: VisionRequest, signal: AbortSignal) => Promise<VisionReply> | VisionReply;

export const COST = { tiles: 1, prompt: 80, steps: 10, ms: 100 };

/** A model that does as it is told, and keeps what it was asked. */
export function scripted(script: Script): VisionReader & { readonly asked: VisionRequest[] } {
  const asked: VisionRequest[] = [];
  return {
    name: 'scripted',
    asked,
    async read(request, signal) {
      asked.push(request);
      return script(request, signal);
    },
    async close() {},
  };
}

/** Answers with texts by key, found among the words that are shown; what is not there is left out. */
export const oracle =
  (texts: Readonly<Record<string, string>>, score = 0.9): Script =>
  (request) => ({
    answers: request.questions.flatMap(({ key }) => at(request, key, texts[key], score) ?? []),
    rows: [],
    unasked: [],
    cost: COST,
  });

/** The words that a text is, if they are shown. */
export function at(
  { pages, regions }: VisionRequest,
  key: string,
  text: string | undefined,
  score = 0.9,
): VisionAnswer | null {
  const parts = text?.split(' ') ?? [];
  for (const page of parts.length === 0 ? [] : pages) {
    for (let i = 0; i + parts.length <= page.words.length; i++) {
      const words = parts.map((_, n) => i + n);
      const box = union(words.flatMap((n) => page.words[n]?.box ?? []));
      const shown = regions.some(
        (region) =>
          box !== null && region.page === page.number && box.y >= region.box.y && box.y <= region.box.y + region.box.h,
      );
      if (box !== null && shown && parts.every((part, n) => page.words[i + n]?.text === part))
        return { key, text: text ?? '', page: page.number, words, box, score };
    }
  }
  return null;
}

/** Pages of one grey value, drawn at any density. */
export function paper(pages: readonly Page[], grey = 255): Drawing & { readonly drawn: number[] } {
  const drawn: number[] = [];
  const rasterizer: Rasterizer = {
    async page(number, { dpi, channels }) {
      drawn.push(number);
      const { width = 595, height = 842 } = pages.find((page) => page.number === number) ?? {};
      const [w, h] = [Math.ceil((width * dpi) / 72), Math.ceil((height * dpi) / 72)];
      const data = new Uint8Array(w * h * channels).fill(255);
      // Print somewhere, unless all of it is paper.
      if (grey < 255) data.fill(grey, 0, 4000);
      return { width: w, height: h, channels, data, dpi };
    },
    async close() {},
  };
  return { drawn, open: async () => rasterizer, turnOf: () => 0 };
}

export function visionOf(reader: VisionReader, more: Partial<Vision> = {}): Vision {
  return {
    mode: 'auto',
    reader,
    budget: { tokens: 1000, ms: 60_000 },
    finder: null,
    signal: new AbortController().signal,
    ...more,
  };
}

/** A document read by its words, then looked at. */
export async function readWith(document: OpenedDocument, vision: Vision, drawing: Drawing = paper(document.pages)) {
  const words = await wordsReader.read(document);
  if (words === null) throw new Error('no words');
  const before = await fuse(document, [words]);
  const look = await lookAt(document, { record: before, decided: decide(document, [words]) }, vision, drawing);
  const all = look.readings === null ? [words] : [words, look.readings];
  const after = await fuse(document, all, undefined, settledBy(before));
  return { before, after, look };
}
