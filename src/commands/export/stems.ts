import { extname } from 'node:path';
import type { Summary } from '../../core/ports.ts';

// What one of the usual file systems does not take in a name.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"/\\|?*]+/g;

/**
 * A file name without extension for every invoice: that of its own file, with `-2` and so on for the second and later
 * ones in it. The oldest keeps a name that several have, the others add the start of their id; so a name stays the same
 * when documents are added later.
 */
export function uniqueStems(
  summaries: readonly Pick<Summary, 'id' | 'document' | 'part' | 'file' | 'submittedAt'>[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const stems = new Map<string, string>();
  const oldestFirst = [...summaries].sort(
    (a, b) => a.submittedAt.localeCompare(b.submittedAt) || a.document.localeCompare(b.document) || a.part - b.part,
  );
  for (const { id, document, part, file } of oldestFirst) {
    const plain =
      file
        .slice(0, file.length - extname(file).length)
        .replace(FORBIDDEN, '_')
        .replace(/^\.+|[. ]+$/g, '') || id.slice(0, 8);
    const candidates = [plain, `${plain}-${document.slice(0, 8)}`, `${plain}-${document}`].map((stem) =>
      part === 1 ? stem : `${stem}-${part}`,
    );
    // Some file systems do not tell cases apart.
    const stem = candidates.find((candidate) => !taken.has(candidate.toLowerCase())) ?? id;
    taken.add(stem.toLowerCase());
    stems.set(id, stem);
  }
  return stems;
}
