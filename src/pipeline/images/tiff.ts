/** The values of a directory's entries by tag: whole numbers and fractions. Text and what lies elsewhere is left out. */
export type Tags = ReadonlyMap<number, readonly number[]>;

/** One directory of a TIFF file: its tags, and where the next begins (0: none). */
interface Directory {
  readonly tags: Tags;
  readonly next: number;
}

/** Tags of TIFF 6.0 and EXIF 2.3. */
export const TAG = {
  subfileType: 254,
  oldSubfileType: 255,
  width: 256,
  height: 257,
  stripOffsets: 273,
  orientation: 274,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  resolutionUnit: 296,
  tileOffsets: 324,
  tileByteCounts: 325,
  exif: 34665,
  exposureTime: 33434,
} as const;

/** Bytes of one value by field type: byte, ascii, short, long, rational, and those with a sign; BigTIFF's at the end. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  8: 2,
  9: 4,
  10: 8,
  13: 4,
  16: 8,
  18: 8,
};

/**
 * The directories of a TIFF file (or of a picture's EXIF block, which has the same form) in the order of their chain.
 * What does not lie within the bytes, and a chain that comes back to where it was, ends it; at most `limit` are read.
 */
export function directories(bytes: Uint8Array, limit: number): readonly Tags[] {
  const reader = readerOf(bytes);
  if (reader === null) return [];
  const found: Tags[] = [];
  const seen = new Set<number>();
  let offset = reader.first;
  while (offset !== 0 && !seen.has(offset) && found.length < limit) {
    seen.add(offset);
    const directory = reader.directory(offset);
    if (directory === null) break;
    found.push(directory.tags);
    offset = directory.next;
  }
  return found;
}

/** The directory that lies at `offset`; `null` when there is none. */
export function directoryAt(bytes: Uint8Array, offset: number): Tags | null {
  return readerOf(bytes)?.directory(offset)?.tags ?? null;
}

interface Reader {
  /** Where the first directory lies. */
  readonly first: number;
  directory(offset: number): Directory | null;
}

function readerOf(bytes: Uint8Array): Reader | null {
  if (bytes.length < 16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const big = view.getUint16(2, little) === 43;
  const u16 = (at: number) => view.getUint16(at, little);
  const u32 = (at: number) => view.getUint32(at, little);
  const u64 = (at: number) => Number(view.getBigUint64(at, little));
  const pointer = big ? u64 : u32;
  const form = big ? { count: 8, entry: 20, inline: 8, pointer: 8 } : { count: 2, entry: 12, inline: 4, pointer: 4 };

  const value = (type: number, at: number): number => {
    if (type === 5) return u32(at) / u32(at + 4);
    if (type === 10) return view.getInt32(at, little) / view.getInt32(at + 4, little);
    const size = TYPE_BYTES[type];
    return size === 1 ? view.getUint8(at) : size === 2 ? u16(at) : size === 4 ? u32(at) : u64(at);
  };

  const entry = (at: number): readonly [number, readonly number[]] | null => {
    const type = u16(at + 2);
    const size = TYPE_BYTES[type];
    const count = pointer(at + 4);
    if (size === undefined || count > MAX_VALUES) return null;
    const field = at + 4 + form.pointer;
    const start = size * count <= form.inline ? field : pointer(field);
    if (start + size * count > bytes.length) return null;
    return [u16(at), Array.from({ length: count }, (_, i) => value(type, start + i * size))];
  };

  return {
    first: big ? u64(8) : u32(4),
    directory(offset) {
      if (offset + form.count > bytes.length) return null;
      const count = big ? u64(offset) : u16(offset);
      const end = offset + form.count + count * form.entry;
      if (count === 0 || count > MAX_ENTRIES || end > bytes.length) return null;
      const tags = new Map<number, readonly number[]>();
      for (let i = 0; i < count; i++) {
        const read = entry(offset + form.count + i * form.entry);
        if (read !== null) tags.set(...read);
      }
      return { tags, next: end + form.pointer <= bytes.length ? pointer(end) : 0 };
    },
  };
}

/** No picture has near as many entries, and none as many strips. */
const MAX_ENTRIES = 4096;
const MAX_VALUES = 1_000_000;
