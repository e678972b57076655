import { extname } from 'node:path';
import type { Summary } from '../../core/ports.ts';

// What one of the usual file systems does not take in a name.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"/\\|?*]+/g;

/**
 * A file name without extension for every document: that of its own file. The oldest keeps a name that several have,
 * the others add the start of their id; so a name stays the same when documents are added later.
 */
export function uniqueStems(
  summaries: readonly Pick<Summary, 'id' | 'file' | 'submittedAt'>[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const stems = new Map<string, string>();
  const oldestFirst = [...summaries].sort(
    (a, b) => a.submittedAt.localeCompare(b.submittedAt) || a.id.localeCompare(b.id),
  );
  for (const { id, file } of oldestFirst) {
    const plain =
      file
        .slice(0, file.length - extname(file).length)
        .replace(FORBIDDEN, '_')
        .replace(/^\.+|[. ]+$/g, '') || id.slice(0, 8);
    const candidates = [plain, `${plain}-${id.slice(0, 8)}`, `${plain}-${id}`];
    // Some file systems do not tell cases apart.
    const stem = candidates.find((candidate) => !taken.has(candidate.toLowerCase())) ?? id;
    taken.add(stem.toLowerCase());
    stems.set(id, stem);
  }
  return stems;
}
