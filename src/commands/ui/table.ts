import { cut, pad, widthOf } from './terminal.ts';

/** One column of a table. */
export interface Column<R> {
  readonly title?: string;
  readonly text: (row: R) => string;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many columns where room is short. A column without it is never cut. */
  readonly least?: number;
  /** Where nobody looks nothing is cut: there a text longer than this does not widen the column, it runs over. */
  readonly most?: number;
  /** Left out where cutting is not enough, the highest first. A column without it is always there. */
  readonly spare?: number;
  /** Colours a cell after it has been cut and filled. */
  readonly tint?: (row: R, text: string) => string;
}

/** How a table is drawn. */
export interface TableStyle {
  readonly width: number;
  readonly indent?: number;
  readonly gap?: number;
  readonly header?: (text: string) => string;
}

/** The lines of a table that fits into `width`. Titles are shown where any column has one. */
export function table<R>(rows: readonly R[], columns: readonly Column<R>[], style: TableStyle): string[] {
  const { width, indent = 2, gap = 2, header = (text) => text } = style;
  const bounded = Number.isFinite(width);
  const natural = columns.map((column) => {
    const widths = [column.title ?? '', ...rows.map(column.text)].map(widthOf);
    const most = bounded ? Number.POSITIVE_INFINITY : (column.most ?? Number.POSITIVE_INFINITY);
    return { column, wanted: widths.reduce((wanted, one) => (one > most ? wanted : Math.max(wanted, one)), 0) };
  });
  // A column in which nothing stands is not drawn.
  const fitted = squeeze(
    natural.filter(({ column }) => rows.some((row) => column.text(row) !== '')),
    width - indent,
    gap,
  );
  const draw = (cell: (column: Column<R>, room: number) => string) =>
    (' '.repeat(indent) + fitted.map(({ column, room }) => cell(column, room)).join(' '.repeat(gap))).trimEnd();
  const lines = rows.map((row) =>
    draw((column, room) => {
      const whole = column.text(row);
      const text = pad(bounded ? cut(whole, room) : whole, room, column.align);
      return column.tint?.(row, text) ?? text;
    }),
  );
  if (rows.length > 0 && columns.some(({ title }) => title !== undefined)) {
    lines.unshift(header(draw((column, room) => pad(cut(column.title ?? '', room), room, column.align))));
  }
  return lines;
}

interface Wanted<R> {
  readonly column: Column<R>;
  readonly wanted: number;
}

function squeeze<R>(wanted: readonly Wanted<R>[], width: number, gap: number): { column: Column<R>; room: number }[] {
  const least = ({ column, wanted }: Wanted<R>) => Math.min(wanted, column.least ?? wanted);
  const total = (sizes: readonly number[]) =>
    sizes.reduce((sum, size) => sum + size, 0) + gap * Math.max(0, sizes.length - 1);
  let kept = [...wanted];
  while (total(kept.map(least)) > width) {
    const spare = kept.reduce<Wanted<R> | null>(
      (most, item) => ((item.column.spare ?? 0) > (most?.column.spare ?? 0) ? item : most),
      null,
    );
    if (spare === null) break;
    kept = kept.filter((item) => item !== spare);
  }
  const rooms = kept.map(({ wanted }) => wanted);
  // Takes one column at a time from the widest that may still be cut, so that long ones end up equally long.
  for (let excess = total(rooms) - width; excess > 0; excess -= 1) {
    let widest = -1;
    kept.forEach((item, i) => {
      if ((rooms[i] ?? 0) > least(item) && (rooms[i] ?? 0) > (rooms[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    rooms[widest] = (rooms[widest] ?? 0) - 1;
  }
  return kept.map(({ column }, i) => ({ column, room: rooms[i] ?? 0 }));
}
