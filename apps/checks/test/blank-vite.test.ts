import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, preview, type PreviewServer, type ViteDevServer } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium, noteFor } from '../../../testing/chromium.ts';
import { blankProject } from './blank-project.ts';
import { expectLearned, program } from './learned.ts';
import { openPage } from './open-page.ts';
import { root } from './repository.ts';
import { beginToLearn } from './resume-names.ts';

const vite = join(root, 'apps/checks/node_modules/vite/bin/vite.js');
const chromium = findChromium();

/** No configuration: a page, a program, and the packages. */
const project = blankProject();

/** A run that begins in this process, and goes on in the page. */
const begun = await beginToLearn();

beforeAll(async () => {
  project.write('public/half.safetensors', Buffer.from(await begun.file.arrayBuffer()));
  project.write('resume-names.ts', readFileSync(new URL('resume-names.ts', import.meta.url), 'utf8'));
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
    import { goOnLearning } from './resume-names.ts';
    const learned: HTMLElement = document.createElement('pre');
    const resumed = await goOnLearning(await (await fetch('half.safetensors')).blob());
    learned.textContent = JSON.stringify({ ...(await learnNames()), resumed });
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
    `in Chromium trains on wasm, writes names to the page, and goes on from a checkpoint of Node bit for bit${noteFor(chromium)}`,
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
    expect((JSON.parse(text) as { resumed: unknown }).resumed).toEqual(begun.losses);
  } finally {
    await server.close();
  }
}
