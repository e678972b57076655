/** How new pixels are weighed from old ones. */
export type Filter = 'lanczos' | 'bicubic';

/** For each new pixel of a line the run of old ones that it is made of, and their weights. */
export interface Taps {
  /** First old pixel of each run. */
  readonly first: Int32Array;
  /** Length of each run. */
  readonly count: Int32Array;
  /** Longest run. */
  readonly longest: number;
  /** `longest` weights a new pixel, in units of 2^-22; zero past the run. */
  readonly weights: Int32Array;
}

/** Weights are whole numbers of this many binary places: what Pillow leaves for them beside 8-bit pixels in 32 bits. */
export const PLACES = 22;

const FILTERS: Readonly<Record<Filter, { readonly reach: number; readonly weigh: (x: number) => number }>> = {
  lanczos: { reach: 3, weigh: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
  bicubic: { reach: 2, weigh: cubic },
};

/**
 * Weights for a line of `from` pixels that becomes one of `to`, as Pillow computes them: the filter is stretched where
 * the line shrinks, weights sum to one in double precision, then each is rounded away from zero.
 */
export function taps(from: number, to: number, filter: Filter): Taps {
  const { reach, weigh } = FILTERS[filter];
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = reach * stretch;
  const longest = Math.min(Math.ceil(support) * 2 + 1, from);
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * longest);
  const run = new Float64Array(longest);
  for (let i = 0; i < to; i++) {
    const middle = (i + 0.5) * scale;
    const low = Math.max(Math.trunc(middle - support + 0.5), 0);
    const length = Math.min(Math.trunc(middle + support + 0.5), from) - low;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const weight = weigh((k + low - middle + 0.5) * (1 / stretch));
      run[k] = weight;
      sum += weight;
    }
    first[i] = low;
    count[i] = length;
    for (let k = 0; k < length; k++) {
      const weight = ((run[k] ?? 0) / (sum === 0 ? 1 : sum)) * 2 ** PLACES;
      weights[i * longest + k] = Math.trunc(weight + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return { first, count, longest, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Keys' cubic with a = -0.5. */
function cubic(signed: number): number {
  const x = Math.abs(signed);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}
