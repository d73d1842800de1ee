import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, preview } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium, noteFor } from '../../../testing/chromium.ts';
import { blankProject } from './blank-project.ts';
import { openPage } from './open-page.ts';
import { programsIn } from './programs-in.ts';
import { root } from './repository.ts';

const programs = programsIn(readFileSync(join(root, 'README.md'), 'utf8'));
const [{ source, output }] = programs.filter((program) => program.source.includes('train(')); // the whole pipeline
const expected = output?.trim();
const names = 'apps/demo/data/ssa-2018.txt';

const chromium = findChromium();

const project = blankProject();

beforeAll(() => {
  mkdirSync(join(project.folder, dirname(names)), { recursive: true });
  copyFileSync(join(root, names), join(project.folder, names));
});

describe("in a blank project with the packed packages, README's program prints what stands below it", () => {
  test('as an ES module', () => {
    project.write('program.mjs', source);
    expect(project.run('node', ['program.mjs']).trim()).toBe(expected);
  });

  test('as CommonJS', () => {
    project.write('program.cjs', asCommonJS(source));
    expect(project.run('node', ['program.cjs']).trim()).toBe(expected);
  });

  test('as TypeScript with node16 resolution', () => {
    project.write('node16.mts', source);
    project.compile(['node16.mts'], 'Node16');
    expect(project.run('node', ['node16.mjs']).trim()).toBe(expected);
  });

  test('as TypeScript with bundler resolution', () => {
    project.write('bundler.ts', source);
    project.compile(['bundler.ts'], 'ESNext');
    expect(project.run('node', ['bundler.js']).trim()).toBe(expected);
  });

  test.skipIf(chromium === undefined)(`built by Vite, in a browser${noteFor(chromium)}`, async () => {
    project.write('index.html', '<link rel="icon" href="data:," /><script type="module" src="/page.ts"></script>');
    project.write('page.ts', asPage(source));
    await build({ root: project.folder, logLevel: 'silent', build: { target: 'esnext' } });
    const server = await preview({ root: project.folder });
    try {
      const { text, errors } = await openPage(chromium ?? '', server.resolvedUrls?.local[0] ?? '', 'pre');
      expect(errors).toEqual([]);
      expect(text?.trim()).toBe(expected);
    } finally {
      await server.close();
    }
  });
});

/** Imports become calls of `require`, and the rest a function, because only modules can await at the top. */
function asCommonJS(program: string): string {
  const lines = program.split('\n').map((line) => line.replace(/^import (.+) from (.+);/, 'const $1 = require($2);'));
  return `(async () => {\n${lines.join('\n')}\n})();`;
}

/** The file is a part of the bundle, and what is printed ends up in the page. */
function asPage(program: string): string {
  return (
    `import names from './${names}?raw';\nconst printed: string[] = [];\n` +
    program
      .replace(/^import .+ from 'node:fs';$/m, '')
      .replace(/readFileSync\(.+?\)/, 'names')
      .replaceAll('console.log(', 'printed.push(') +
    `\nconst pre = document.createElement('pre');\npre.textContent = printed.join('\\n');\ndocument.body.append(pre);`
  );
}
