/** Less alike than this are two words that have nothing to do with each other. */
const LEAST = 0.6;
/** Shorter words are alike only when they are the same: one letter makes too much of them. */
const SHORT = 3;

/**
 * How alike two words are (as `wordKey` makes them), 0 to 1: the same, one within the other, with another ending, or
 * with slips of a finger. Numbers are the same or not; one without its decimals is nearly the same.
 */
export function likeness(asked: string, printed: string): number {
  if (asked === printed) return 1;
  const [short, long] = asked.length <= printed.length ? [asked, printed] : [printed, asked];
  if (short.length <= SHORT - 1) return 0;
  const digits = /^\d+$/.test(short);
  if (digits && /^\d+$/.test(long))
    return long === printed && long.length - short.length === 2 && long.startsWith(short) ? 0.9 : 0;
  // What is asked may be a part of a compound; a short word that is a part of what is asked is another word.
  if (long.includes(short) && (long === printed || short.length >= LEAST * long.length))
    return 0.5 + (0.5 * short.length) / long.length;
  if (digits || short.length === SHORT) return 0;
  const share = 1 - slips(short, long, Math.floor((1 - LEAST) * long.length)) / long.length;
  return share >= LEAST ? share : endings(short, long);
}

/** Words that begin alike and end otherwise. */
function endings(short: string, long: string): number {
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  return same >= 4 && same >= 0.6 * long.length ? LEAST : 0;
}

/**
 * Letters to be put in, taken out, changed or swapped with the next, to make one word of the other; more than `most` is
 * not counted on.
 */
function slips(short: string, long: string, most: number): number {
  const beyond = most + 1;
  if (long.length - short.length > most) return beyond;
  let before: number[] = [];
  let last = Array.from({ length: short.length + 1 }, (_, i) => i);
  for (let i = 1; i <= long.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= short.length; j += 1) {
      const changed = (last[j - 1] ?? beyond) + (long[i - 1] === short[j - 1] ? 0 : 1);
      let cost = Math.min(changed, (last[j] ?? beyond) + 1, (row[j - 1] ?? beyond) + 1);
      if (i > 1 && j > 1 && long[i - 1] === short[j - 2] && long[i - 2] === short[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? beyond) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return beyond;
    before = last;
    last = row;
  }
  return last[short.length] ?? beyond;
}
