import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes are killed and timed on machines that others use too: once more before a failure counts there.
    retry: process.env.CI ? 1 : 0,
  },
});
