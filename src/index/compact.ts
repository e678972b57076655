import type { Section } from './segment-format.ts';
import type { SegmentSource } from './segment-writer.ts';
import { hasBit, type Part, type Snapshot, setBit } from './snapshot.ts';
import { ones, remaining, type Writer } from './writer.ts';

/** So many segments of about the same size become one. More would be slow to open; fewer would write every page more often. */
const SEGMENTS_OF_A_SIZE = 8;

/** Codes of a segment must fit into one memory of WebAssembly. Larger ones are left alone. */
const MOST_ROWS = 1 << 26;

/** The parts that are worth merging now: of about one size, or mostly gone; none when there are none. */
export function worthMerging(parts: readonly Part[]): readonly Part[] {
  const wasteful = parts.filter((part) => ones(part.gone) * 2 > part.entry.documents);
  const sizes = groups(parts, (part) => Math.floor(Math.log2(part.entry.rows + 1) / Math.log2(SEGMENTS_OF_A_SIZE)));
  const crowded = sizes.filter((same) => same.length >= SEGMENTS_OF_A_SIZE);
  const [smallest = []] = crowded.sort((a, b) => (a[0]?.entry.rows ?? 0) - (b[0]?.entry.rows ?? 0));
  return mergeable(wasteful.length > 0 ? wasteful : smallest);
}

/** As many as can be one segment: rows of one kind, and not too many. None where there is one and nothing of it is gone. */
export function mergeable(parts: readonly Part[]): readonly Part[] {
  const kinds = groups(parts, ({ segment: { trailer } }) => `${trailer.pooling} ${trailer.floats}`);
  for (const kind of kinds) {
    let rows = 0;
    const fitting = kind.filter((part) => {
      if (rows + part.entry.rows > MOST_ROWS) return false;
      rows += part.entry.rows;
      return true;
    });
    if (fitting.length > 1 || fitting.some((part) => ones(part.gone) > 0)) return fitting;
  }
  return [];
}

function groups(parts: readonly Part[], by: (part: Part) => unknown): readonly Part[][] {
  const found = new Map<unknown, Part[]>();
  for (const part of parts) found.set(by(part), [...(found.get(by(part)) ?? []), part]);
  return [...found.values()];
}

/**
 * Writes what counts of `parts` into one segment and swaps it for them. Others may put and remove meanwhile: what they
 * took out is taken out of the new segment too. `false` when another process has merged them first.
 */
export async function merge(writer: Writer, parts: readonly Part[]): Promise<boolean> {
  const [first] = parts;
  if (first === undefined) return false;
  const source = sourceOf(parts);
  if (source.documents.length === 0) return writer.commit((snapshot) => swapped(snapshot, parts, []));
  const merged = await writer.write(source, first.segment.trailer);
  const swap = (snapshot: Snapshot) => {
    const gone = new Uint8Array(Math.ceil(merged.documents / 8));
    for (const [place, { document }] of source.documents.entries()) {
      const found = snapshot.find(document);
      if (found === null || !parts.some((part) => part.entry.name === found.part.entry.name)) setBit(gone, place);
    }
    const left = ones(gone) < merged.documents;
    const bits = ones(gone) === 0 ? '' : Buffer.from(gone).toString('base64');
    return swapped(snapshot, parts, left ? [{ ...merged, gone: bits }] : []);
  };
  return writer.commit(swap, merged);
}

function swapped(snapshot: Snapshot, parts: readonly Part[], merged: Snapshot['manifest']['segments']) {
  const names = new Set(parts.map((part) => part.entry.name));
  const others = snapshot.parts.filter((part) => !names.has(part.entry.name));
  if (snapshot.parts.length - others.length !== parts.length) return null;
  return [...merged, ...remaining(others, new Map())];
}

/** The live documents of parts, as one segment. */
function sourceOf(parts: readonly Part[]): SegmentSource {
  const documents = parts.flatMap(({ segment: { table }, gone, entry }) =>
    Array.from({ length: entry.documents }, (_, place) => place)
      .filter((place) => !hasBit(gone, place))
      .map((place) => {
        const [from = 0, to = 0] = table.firstPages.subarray(place, place + 2);
        const pages = Array.from({ length: to - from }, (_, i) => table.entry(from + i));
        return { document: table.document(place), version: table.version(place), pages };
      }),
  );
  return {
    documents,
    async *section(name: Section) {
      for (const part of parts) {
        // the codes of a segment have one checksum, so they are all read before any are copied
        if (name === 'codes') await part.segment.verifyCodes();
        for (const [from, to] of runs(part.live)) yield* part.segment.pages(name, from, to);
      }
    },
  };
}

/** Stretches of pages that count. */
function* runs(live: Uint8Array): Generator<readonly [from: number, to: number]> {
  for (let from = live.indexOf(1); from >= 0; ) {
    const end = live.indexOf(0, from);
    const to = end < 0 ? live.length : end;
    yield [from, to];
    from = live.indexOf(1, to);
  }
}
