import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArguments, findChromium, warnThatSkipped } from '../../testing/chromium.ts';
import { SkippedReporter } from '../../testing/skipped-reporter.ts';

const everywhere = '../../vitest.config.ts';

const inNode: TestProjectConfiguration = {
  extends: everywhere,
  test: { name: 'node', pool: 'forks', execArgv: ['--expose-gc'] }, // a thread takes no such flag
};

/** The same files in a page, except those that read files. */
const inChromium = (executablePath: string): TestProjectConfiguration => ({
  extends: everywhere,
  optimizeDeps: { include: ['fast-check'] }, // found later, it would reload the page in the middle of a test
  test: {
    name: 'browser',
    exclude: ['test/node/**'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath, args: [...chromiumArguments, '--js-flags=--expose-gc'] },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

const chromium = findChromium();
if (chromium === undefined) warnThatSkipped('the tests of @microgpt/wasm in a browser');

export default defineConfig({
  test: {
    projects: chromium === undefined ? [inNode] : [inNode, inChromium(chromium)],
    reporters: ['default', new SkippedReporter()],
  },
});
