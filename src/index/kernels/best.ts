/** Places of the `keep` largest of `values`, in their order; of equal ones the first. */
export function placesOfBest(values: ArrayLike<number>, keep: number): readonly number[] {
  if (values.length <= keep) return Array.from(values, (_, place) => place);
  const least = nthLargest(Float64Array.from(values), keep);
  let above = 0;
  for (let i = 0; i < values.length; i += 1) if ((values[i] ?? 0) > least) above += 1;
  let equal = keep - above;
  const places: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (value > least) places.push(i);
    else if (value === least && equal > 0) {
      equal -= 1;
      places.push(i);
    }
  }
  return places;
}

/** The `n`th largest, 1 for the largest; moves the values. Quickselect: a sort of 100,000 would take longer than a scan. */
function nthLargest(values: Float64Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  const at = n - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] ?? 0) > pivot) i += 1;
      while ((values[j] ?? 0) < pivot) j -= 1;
      if (i > j) break;
      const held = values[i] ?? 0;
      values[i] = values[j] ?? 0;
      values[j] = held;
      i += 1;
      j -= 1;
    }
    if (at <= j) high = j;
    else if (at >= i) low = i;
    else break;
  }
  return values[at] ?? 0;
}
