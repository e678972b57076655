import type { Listing, SourceFile } from './source.ts';

/** File with the checksums of those beside and below it, as `sha256sum` writes and checks it. */
export const SUMS = 'SHA256SUMS';

/** Checksums by path. Lines that are none are passed over. */
export function parseSums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { sum, path } = /^(?<sum>[0-9a-fA-F]{64}) [ *](?:\.\/)?(?<path>\S.*?)\r?$/.exec(line)?.groups ?? {};
    if (sum !== undefined && path !== undefined && !path.split('/').includes('..')) sums.set(path, sum.toLowerCase());
  }
  return sums;
}

/** Files with what their bytes must be, where a list of checksums says so. */
export function withSums(files: readonly SourceFile[], text: string | null): Listing {
  const sums = parseSums(text ?? '');
  return {
    revision: null,
    files: files.map((file) => {
      const sum = sums.get(file.path);
      return sum === undefined ? file : { ...file, digest: `sha256:${sum}` };
    }),
  };
}
