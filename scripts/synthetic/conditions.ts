import type { Scene } from './scene.ts';

/** Where there is room for the small print. */
export interface Room {
  readonly left: number;
  readonly width: number;
  readonly y: number;
  readonly bottom: number;
  nextPage(): number;
}

/** Draws the terms of business below everything else, or in two columns on a page of their own. */
export function drawConditions(scene: Scene, { left, width, y, bottom, nextPage }: Room): void {
  const { dice, draft, look, paper } = scene;
  const small = { size: Math.max(5.5, look.body - 2.5), color: '#555555' };
  const clauses = dice.shuffle(draft.words.conditions.split('|'));
  if (dice.chance(0.7)) {
    const lines = clauses.flatMap((text, i) => paper.wrap(`${i + 1}. ${text}`, width, small));
    const top = y + 6 + paper.pitch(small) * lines.length > bottom ? nextPage() : y + 6;
    paper.lines(lines, left, top, small);
    return;
  }
  const top = nextPage() + 10;
  const column = width / 2 - 10;
  const half = Math.ceil(clauses.length / 2);
  for (const [x, start] of [
    [left, 0],
    [left + column + 20, half],
  ] as const) {
    const texts = clauses
      .slice(start, start + half)
      .flatMap((text, i) => [`§ ${start + i + 1}`, ...paper.wrap(text, column, small), '']);
    paper.lines(texts, x, top, small);
  }
}
