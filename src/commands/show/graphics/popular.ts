/** Colours of a picture, red, green and blue in one number, and which of them stands for any other. */
export interface Palette {
  readonly colours: readonly number[];
  readonly indexOf: (colour: number) => number;
}

/** Registers that every terminal with sixels has. */
const MOST = 255;

/** The colour of the pixel at a byte of a picture of 4 channels. */
export function colourAt(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

/**
 * The most frequent colours of a picture of 4 channels. Of those that differ by less than an eye sees, the most frequent
 * stands for all; a page has few others.
 */
export function paletteOf(data: Uint8Array): Palette {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const groups = new Map<number, { colour: number; most: number; all: number }>();
  for (const [colour, count] of counts) {
    const group = groups.get(alike(colour)) ?? { colour, most: 0, all: 0 };
    groups.set(alike(colour), {
      colour: count > group.most ? colour : group.colour,
      most: Math.max(count, group.most),
      all: group.all + count,
    });
  }
  const colours = [...groups.values()]
    .sort((a, b) => b.all - a.all)
    .slice(0, MOST)
    .map(({ colour }) => colour);
  const known = new Map(colours.map((colour, index) => [alike(colour), index]));
  const indexOf = (colour: number): number => {
    const key = alike(colour);
    const index = known.get(key) ?? nearest(colours, colour);
    known.set(key, index);
    return index;
  };
  return { colours, indexOf };
}

/** The upper five bits of each channel. */
function alike(colour: number): number {
  return colour & 0xf8f8f8;
}

function nearest(colours: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, one] of colours.entries()) {
    const distance =
      ((one >> 16) - (colour >> 16)) ** 2 +
      (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 +
      ((one & 255) - (colour & 255)) ** 2;
    if (distance >= least) continue;
    best = index;
    least = distance;
  }
  return best;
}
