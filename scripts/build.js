// Compiles src/ to dist/. Plain JavaScript: it runs during `npm ci`, before anything is built.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit', shell: true });
process.exit(status ?? 1);
