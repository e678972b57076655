import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Node 22 runs TypeScript in threads and processes of a test only when told to.
    execArgv: ['--experimental-strip-types', '--no-warnings'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes are killed and timed on machines that others use too: once more before a failure counts there.
    retry: process.env.CI ? 1 : 0,
  },
});
