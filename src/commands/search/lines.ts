import { shortId } from '../../core/record-id.ts';
import type { HeatMap } from '../../core/vectors.ts';
import { probability } from '../ui/format.ts';
import { PROSE_WIDTH, type Terminal, widthOf } from '../ui/terminal.ts';
import type { Found } from './found.ts';

/** Two lines a page: where it is, and what it says; then the command that shows the best. */
export function foundLines(found: readonly Found[], question: string, terminal: Terminal): readonly string[] {
  const [best] = found;
  if (best === undefined) return [];
  const width = Math.min(terminal.width, PROSE_WIDTH);
  const lines = found.flatMap((one) => {
    const head = `  ${terminal.tint('bold', one.file)}  page ${one.page}  ${probability(Math.min(1, one.score))}  ${terminal.tint('dim', shortId(one.id))}`;
    return one.line === '' ? [head] : [head, `      ${marked(one, width - 6, terminal)}`];
  });
  const words = /^[\p{L}\p{N}.,-]+$/u.test(question) ? question : `'${question.replaceAll("'", "'\\''")}'`;
  return [
    ...lines,
    '',
    terminal.tint('dim', `  invoicectl show ${shortId(best.id)} --page ${best.page} --heat ${words}`),
  ];
}

/** The line with what is meant in bold, cut so that its first such word is to be seen. */
function marked({ line, hits }: Found, width: number, terminal: Terminal): string {
  const [first = [0, 0]] = hits;
  let from = 0;
  if (widthOf(line.slice(0, first[1])) > width - 2)
    from = Math.max(0, line.lastIndexOf(' ', Math.max(0, first[0] - width / 3)) + 1);
  let to = line.length;
  while (to > from && widthOf(line.slice(from, to)) > width - 2) to -= 1;
  let text = from > 0 ? '…' : '';
  let at = from;
  for (const [start, end] of hits) {
    if (end <= from || start >= to) continue;
    text +=
      line.slice(at, Math.max(at, start)) + terminal.tint('bold', line.slice(Math.max(from, start), Math.min(end, to)));
    at = Math.min(end, to);
  }
  return text + line.slice(at, to) + (to < line.length ? '…' : '');
}

const round = (value: number, by = 1e4) => Math.round(value * by) / by;

/** What `--json` writes of a page. */
export function jsonOf(
  { id, document, file, page, score, by, line, hits }: Found,
  heat: (HeatMap & { readonly encoder: string }) | null,
): unknown {
  return {
    file,
    id,
    document,
    page,
    score: round(score),
    by: Object.fromEntries(Object.entries(by).map(([name, value]) => [name, round(value)])),
    line,
    hits: hits.map(([from, to]) => ({ from, to, text: line.slice(from, to) })),
    ...(heat !== null && { heat: heatJson(heat) }),
  };
}

/** What `--json` writes of a heat map: every place with its heat, and for each word the place that it fits best. */
export function heatJson({ encoder, spots, best }: HeatMap & { readonly encoder: string }): unknown {
  return {
    encoder,
    spots: spots.map(({ box, heat }) => ({ box: roundBox(box), heat: round(heat) })),
    best: best.map(({ token, box, score }) => ({ token, box: box && roundBox(box), score: round(score) })),
  };
}

function roundBox({ x, y, w, h }: HeatMap['spots'][number]['box']) {
  return { x: round(x, 100), y: round(y, 100), w: round(w, 100), h: round(h, 100) };
}
