import { defineConfig } from 'vitest/config';

/** Packages are tested from their sources: the condition makes imports of a sibling resolve to its src. */
const conditions = ['@microgpt/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
