// Builds the kernels: each wasm/NAME.ts, in AssemblyScript, becomes wasm/NAME.wasm, and wasm/hashes.json says what
// was built from what. Both are checked in, so that nobody who installs the package needs the compiler.
//
//   node scripts/wasm.ts [FOLDER]     into another folder, to compare

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../wasm/', import.meta.url));
const OUT = resolve(process.argv[2] ?? FOLDER);
/** Kernels whose memory is shared between threads. */
const SHARED: readonly string[] = ['maxsim'];
/** Kernels that use relaxed SIMD, which not every engine has: their callers have another way there. */
const RELAXED: readonly string[] = ['maxsim'];

const sha256 = (...path: string[]) =>
  createHash('sha256')
    .update(readFileSync(resolve(...path)))
    .digest('hex');

const hashes: Record<string, { source: string; wasm: string }> = {};
for (const source of readdirSync(FOLDER).filter((file) => file.endsWith('.ts'))) {
  const name = source.slice(0, -'.ts'.length);
  const memory = SHARED.includes(name) ? ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'] : [];
  const relaxed = RELAXED.includes(name) ? ['--enable', 'relaxed-simd'] : [];
  const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--importMemory', ...relaxed, ...memory];
  const { status } = spawnSync('npx', ['asc', `wasm/${source}`, '-o', resolve(OUT, `${name}.wasm`), ...flags], {
    cwd: new URL('../', import.meta.url),
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  hashes[name] = { source: sha256(FOLDER, source), wasm: sha256(OUT, `${name}.wasm`) };
}
writeFileSync(resolve(OUT, 'hashes.json'), `${JSON.stringify(hashes, null, 2)}\n`);
