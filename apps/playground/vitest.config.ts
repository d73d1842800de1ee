import { defineConfig } from 'vitest/config';
import { SkippedReporter } from '../../testing/skipped-reporter.ts';

const conditions = ['@microgpt/source'];
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const shared = { testTimeout: 60_000, pool: 'threads', isolate: false, expect: { poll: { timeout: 20_000 } } } as const;

/** Two kinds of tests: those of parts of the page in Node, and those that drive the built page in headless Chromium. */
export default defineConfig({
  test: {
    reporters: ['default', new SkippedReporter()],
    projects: [
      { ...resolve, test: { ...shared, name: 'parts', include: ['test/*/**/*.test.ts'] } },
      {
        ...resolve,
        test: {
          ...shared,
          name: 'page',
          include: ['test/*.test.ts'],
          globalSetup: ['test/global-setup.ts'],
          // One file at a time, after the tests in Node: some measure how fast the page is.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
