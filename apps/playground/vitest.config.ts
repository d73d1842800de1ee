import { defineConfig } from 'vitest/config';
import { SkippedReporter } from '../../testing/skipped-reporter.ts';

const conditions = ['@microgpt/source'];

/** The tests drive the built page in headless Chromium. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ['test/global-setup.ts'],
    include: ['test/**/*.test.ts'],
    reporters: ['default', new SkippedReporter()],
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
