import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import { filesIn } from '../graphs.ts';
import { textOf } from '../store/files.ts';
import type { Source } from './source.ts';
import { SUMS, withSums } from './sums.ts';

/** A folder that holds a model's files as its repository lays them out. Throws `MODEL_NOT_FOUND`. */
export async function folderSource(path: string): Promise<Source> {
  const folder = resolve(path);
  const info = await stat(folder).catch(() => null);
  if (info?.isDirectory() !== true) {
    throw new InvoicectlError('MODEL_NOT_FOUND', `${folder} is no folder that can be read.`, {
      hint: '--from takes a folder, s3://bucket/prefix or an address that begins with https://.',
    });
  }
  return {
    name: folder,
    branch: null,
    whole: true,
    async list() {
      const files = await filesIn(folder);
      return withSums(
        files.map((file) => ({ ...file, digest: null, version: '' })),
        await textOf(join(folder, SUMS)),
      );
    },
    read: async (file, from) => ({
      from,
      body: createReadStream(join(folder, ...file.path.split('/')), { start: from, highWaterMark: 1 << 20 }),
    }),
  };
}
