import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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
