import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DIGEST } from './digest.ts';
import { writeWhole } from './files.ts';
import type { RepoFolder } from './hugging-face.ts';

const MarkerSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  /** Where it came from: the repository at its hub, a folder, an address. */
  from: z.string(),
  files: z
    .array(
      z.object({
        path: z.string().min(1),
        bytes: z.int().min(0),
        digest: z.string().regex(DIGEST),
      }),
    )
    .min(1),
  /** Revisions that we fetched before this one, and that were not cleaned away. */
  earlier: z.array(z.string().regex(/^[0-9a-f]{40}$/)).default([]),
});

/**
 * Says that a model is whole, and what it consists of. Written after all of its files are in place and in the disk's
 * keeping: without it there is no model, however many of its files are there.
 */
export type Marker = z.infer<typeof MarkerSchema>;

/** A file that a marker vouches for. */
export type MarkedFile = Marker['files'][number];

function pathOf(folder: RepoFolder, name: string): string {
  return join(folder.ours, `${name}.json`);
}

/** The marker of a model; `null` where it has none, or none that can be understood. */
export async function readMarker(folder: RepoFolder, name: string): Promise<Marker | null> {
  try {
    const marker = MarkerSchema.safeParse(JSON.parse(await readFile(pathOf(folder, name), 'utf8')));
    return marker.success && marker.data.name === name ? marker.data : null;
  } catch {
    return null;
  }
}

/** Puts a marker in place of the one there was, if any, in one step. */
export async function writeMarker(folder: RepoFolder, marker: Marker): Promise<void> {
  await writeWhole(pathOf(folder, marker.name), `${JSON.stringify(marker, null, 1)}\n`);
}

/** Path of the marker, for those who remove it. */
export { pathOf as markerPath };

/** Files of a marker that are not there, or have another size. */
export async function missingOf(folder: RepoFolder, marker: Marker): Promise<readonly MarkedFile[]> {
  const looked = await Promise.all(
    marker.files.map(async (file) => {
      const info = await stat(join(folder.snapshots, marker.revision, ...file.path.split('/'))).catch(() => null);
      return info?.isFile() === true && info.size === file.bytes ? null : file;
    }),
  );
  return looked.filter((file) => file !== null);
}
