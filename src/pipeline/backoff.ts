/** How long to wait after attempt `attempt` (1 for the first) before the next: 0.5 s, 2 s, 8 s … at most a minute, spread by a fifth so that jobs that failed together do not come back together. */
export function backoffMs(attempt: number, random: number): number {
  const plain = Math.min(60_000, 500 * 4 ** (attempt - 1));
  return Math.round(plain * (0.9 + 0.2 * random));
}
