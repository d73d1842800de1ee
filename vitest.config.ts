import { defineConfig } from 'vitest/config';
import { SkippedReporter } from './testing/skipped-reporter.ts';

/** Packages are tested from their sources: the condition makes imports of a sibling resolve to its src. */
const conditions = ['@microgpt/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new SkippedReporter()],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false, // files share the modules that they import, and none of them changes one
  },
});
