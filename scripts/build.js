// Compiles src/ to dist/. Plain JavaScript: it runs during `npm ci`, before anything is built.

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit', shell: true });

// npm links the commands of dependencies only. Without this link `npx invoicectl` in a clone installs the clone into
// npm's cache first, which takes a second and, once broken off, fails from then on.
const link = 'node_modules/.bin/invoicectl';
if (process.platform !== 'win32' && existsSync('node_modules/.bin') && !existsSync(link)) {
  symlinkSync('../../bin/invoicectl.js', link);
}
process.exit(status ?? 1);
