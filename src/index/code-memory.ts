import { SCRATCH_BYTES } from './kernels/kernel.ts';

/** A piece of a memory that all threads share. */
export interface Piece {
  readonly memory: WebAssembly.Memory;
  /** Byte where it begins; a multiple of 64. */
  readonly at: number;
  readonly bytes: number;
}

/** Memories that the codes of all segments stand in. */
export interface CodeMemory {
  take(bytes: number): Piece;
  give(piece: Piece): void;
  /** Bytes that are taken. */
  taken(): number;
}

const PAGE = 65_536;
/** Pages that WebAssembly can address: 4 GiB. */
const MOST_PAGES = 65_536;

interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Bytes that it can grow to. */
  readonly most: number;
  /** Pieces that were given back, in their order, none beside another. */
  free: Piece[];
  /** Where nothing has been taken yet. */
  end: number;
}

/**
 * Memory for codes. WebAssembly sees only its own memory, so codes are read into that and never copied; one memory for
 * many segments, because each takes 4 GiB of the process's addresses. It grows as it is needed and never shrinks; what
 * is given back is taken again first.
 */
export function codeMemory(mostPages = MOST_PAGES): CodeMemory {
  const arenas: Arena[] = [];
  let taken = 0;

  function within(arena: Arena, bytes: number): Piece | null {
    const hole = arena.free.findIndex((piece) => piece.bytes >= bytes);
    const found = arena.free[hole];
    if (found !== undefined) {
      const rest = { memory: found.memory, at: found.at + bytes, bytes: found.bytes - bytes };
      arena.free.splice(hole, 1, ...(rest.bytes > 0 ? [rest] : []));
      return { ...found, bytes };
    }
    const end = arena.end + bytes;
    if (end > arena.most) return null;
    const missing = Math.ceil((end - arena.memory.buffer.byteLength) / PAGE);
    if (missing > 0) arena.memory.grow(missing);
    const piece = { memory: arena.memory, at: arena.end, bytes };
    arena.end = end;
    return piece;
  }

  return {
    take(wanted) {
      const bytes = Math.max(64, Math.ceil(wanted / 64) * 64);
      let piece: Piece | null = null;
      for (const arena of arenas) piece ??= within(arena, bytes);
      if (piece === null) {
        const arena = { ...newMemory(mostPages, bytes), free: [], end: SCRATCH_BYTES };
        arenas.push(arena);
        piece = within(arena, bytes);
      }
      if (piece === null) throw new RangeError(`A segment of ${bytes} bytes is too large.`);
      taken += bytes;
      return piece;
    },

    give(piece) {
      const arena = arenas.find(({ memory }) => memory === piece.memory);
      if (arena === undefined) return;
      taken -= piece.bytes;
      const pieces = [...arena.free, piece].sort((a, b) => a.at - b.at);
      arena.free = [];
      for (const next of pieces) {
        const last = arena.free.at(-1);
        if (last !== undefined && last.at + last.bytes === next.at) {
          arena.free.splice(-1, 1, { ...last, bytes: last.bytes + next.bytes });
        } else arena.free.push(next);
      }
      const last = arena.free.at(-1);
      if (last !== undefined && last.at + last.bytes === arena.end) {
        arena.end = last.at;
        arena.free.pop();
      }
    },

    taken: () => taken,
  };
}

/** A memory that can hold so many bytes beside the scratch, and more where the system lets it reserve the addresses. */
function newMemory(mostPages: number, bytes: number): Pick<Arena, 'memory' | 'most'> {
  const least = Math.ceil((SCRATCH_BYTES + bytes) / PAGE);
  for (let maximum = mostPages; ; maximum = Math.max(least, Math.floor(maximum / 2))) {
    try {
      const memory = new WebAssembly.Memory({ initial: SCRATCH_BYTES / PAGE, maximum, shared: true });
      return { memory, most: maximum * PAGE };
    } catch (error) {
      if (!(error instanceof RangeError) || maximum <= least) throw error;
    }
  }
}
