import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, preview, type PreviewServer, type ViteDevServer } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium, noteFor } from '../../../testing/chromium.ts';
import { blankProject } from './blank-project.ts';
import { expectLearned, program } from './learned.ts';
import { openPage } from './open-page.ts';
import { root } from './repository.ts';

const vite = join(root, 'apps/checks/node_modules/vite/bin/vite.js');
const chromium = findChromium();

/** No configuration: a page, a program, and the packages. */
const project = blankProject();

beforeAll(() => {
  project.write(
    'index.html',
    `<!doctype html>
    <link rel="icon" href="data:," />
    <script type="module" src="/main.ts"></script>`,
  );
  project.write('learn-names.ts', program);
  project.write(
    'main.ts',
    `import { learnNames } from './learn-names.ts';
    const learned: HTMLElement = document.createElement('pre');
    learned.textContent = JSON.stringify(await learnNames());
    document.body.append(learned);`,
  );
});

describe('a blank Vite app', () => {
  test('is built by vite, which finds nothing in it that is not for browsers', () => {
    const printed = project.run('node', [vite, 'build', '2>&1']);
    expect(printed).not.toContain('externalized');
    expect(existsSync(join(project.folder, 'dist/index.html'))).toBe(true);
  });

  describe.skipIf(chromium === undefined)(
    `in Chromium trains on wasm and writes names to the page${noteFor(chromium)}`,
    () => {
      test('as built', async () => {
        await expectLearnedAt(await preview({ root: project.folder }));
      });

      test('as served while one works on it', async () => {
        const server = await createServer({ root: project.folder });
        await expectLearnedAt(await server.listen());
      });
    },
  );
});

async function expectLearnedAt(server: ViteDevServer | PreviewServer): Promise<void> {
  try {
    const { text = '', errors } = await openPage(chromium ?? '', server.resolvedUrls?.local[0] ?? '', 'pre');
    expect(errors).toEqual([]);
    await expectLearned(text);
  } finally {
    await server.close();
  }
}
