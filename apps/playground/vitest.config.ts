import { defineConfig } from 'vitest/config';
import { SkippedReporter } from '../../testing/skipped-reporter.ts';

const conditions = ['@microgpt/source'];
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const shared = { testTimeout: 60_000, pool: 'threads', isolate: false, expect: { poll: { timeout: 20_000 } } } as const;

/** The tests that measure how fast the page is. Nothing else runs beside them. */
const paced = ['cost', 'hidden', 'inside-speed', 'memory', 'smooth', 'speed'].map((name) => `test/${name}.test.ts`);
/** A browser on a busy machine may be slower than a test waits. What is wrong fails twice. */
const inBrowser = { ...shared, retry: 1, globalSetup: ['test/global-setup.ts'] };

/** Three kinds of tests: of parts of the page in Node, and two that drive the built page in headless Chromium. */
export default defineConfig({
  test: {
    reporters: ['default', new SkippedReporter()],
    projects: [
      { ...resolve, test: { ...shared, name: 'parts', include: ['test/*/**/*.test.ts'] } },
      {
        ...resolve,
        test: {
          ...inBrowser,
          name: 'page',
          include: ['test/*.test.ts'],
          exclude: paced,
          // Three at a time, even on two cores: they mostly wait.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...resolve,
        test: { ...inBrowser, name: 'pace', include: paced, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
