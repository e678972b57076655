import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes away after the test. */
export function emptyHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'invoicectl-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}
