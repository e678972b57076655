import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DiskIndex, type IndexOptions, openPageIndex } from '../../src/index/page-index.ts';
import { plainKernel } from './plain-kernel.ts';
import { DIM } from './vectors.ts';

const ENCODER = { id: 'test/encoder@1', dim: DIM };

/** A folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An index with a kernel that looks at everything; merges only when asked, unless told otherwise. */
export function openSample(root: string, options: Partial<IndexOptions> = {}): DiskIndex {
  return openPageIndex(root, { encoder: ENCODER, kernel: async () => plainKernel(), mergeBeside: false, ...options });
}
