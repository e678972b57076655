import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../wasm/', import.meta.url);

it('holds kernels that were built from the sources beside them: run `node scripts/wasm.ts`', () => {
  const sha256 = (name: string) =>
    createHash('sha256')
      .update(readFileSync(new URL(name, FOLDER)))
      .digest('hex');
  const sources = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(0);
  const found = sources.map((source) => {
    const name = source.slice(0, -'.ts'.length);
    return [name, { source: sha256(source), wasm: sha256(`${name}.wasm`) }];
  });
  expect(Object.fromEntries(found)).toEqual(JSON.parse(readFileSync(new URL('hashes.json', FOLDER), 'utf8')));
});

const root = fileURLToPath(new URL('../../', import.meta.url));

it.runIf(existsSync(join(root, 'node_modules/assemblyscript')))('holds what is built when they are built again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-wasm-'));
  try {
    const args = ['--experimental-strip-types', '--no-warnings', join(root, 'scripts/wasm.ts'), folder];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'hashes.json'), 'utf8')).toBe(
      readFileSync(new URL('hashes.json', FOLDER), 'utf8'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
