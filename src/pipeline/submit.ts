import type { BlobStore, JobQueue, RecordStore, Sha256 } from '../core/ports.ts';

/** Where documents are kept and queued. */
export interface Intake {
  readonly blobs: BlobStore;
  readonly records: RecordStore;
  readonly jobs: JobQueue;
}

/** A document that was taken in. `known`: it has been read before, and no job was made. */
export interface Submitted {
  readonly id: Sha256;
  readonly state: 'new' | 'known';
}

/**
 * Takes a document in: its bytes are stored under their hash, then it is noted, then a job is queued. Each step is
 * durable before the next begins, so a process killed in between leaves nothing that running the command again does
 * not mend.
 */
export async function submit(
  bytes: Uint8Array,
  { file, path }: { readonly file: string; readonly path: string },
  { blobs, records, jobs }: Intake,
  force = false,
): Promise<Submitted> {
  const id = await blobs.put(bytes);
  const added = await records.add({ id, file, path, bytes: bytes.length });
  const state = force ? 'new' : added;
  if (state === 'new') await jobs.submit({ document: id, file });
  return { id, state };
}
