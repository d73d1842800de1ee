import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, manifestOf, packages, root } from './repository.ts';

/** The drawing in ARCHITECTURE.md: what each package may import. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  random: [],
  autograd: [],
  tokenizer: [],
  nn: ['autograd', 'random'],
  optim: ['autograd'],
  gpt: ['autograd', 'nn', 'optim', 'random', 'tokenizer'],
  wasm: ['autograd'],
};

/** What a file imports, exports from elsewhere, or requires. */
function importsIn(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

test('every package is in the drawing', () => {
  expect(packages).toEqual(Object.keys(arrows).sort());
});

describe.each(packages)('%s', (name) => {
  const allowed = arrows[name].map((other) => `@microgpt/${other}`);

  test('depends only on what the drawing allows, and on nothing outside the family', () => {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifestOf(`packages/${name}`);
    expect(Object.keys(dependencies).sort()).toEqual([...allowed].sort());
    expect({ ...peerDependencies, ...optionalDependencies }).toEqual({});
  });

  test('imports only what it depends on, and nothing of a platform', () => {
    const source = `packages/${name}/src`;
    const isOwn = (file: string, specifier: string) =>
      specifier.startsWith('.') && posix.join(posix.dirname(file), specifier).startsWith(`${source}/`);
    const foreign = filesBelow(source, '.ts').flatMap((file) =>
      importsIn(file)
        .filter((specifier) => !isOwn(file, specifier) && !allowed.includes(specifier.replace(/\/testing$/, '')))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });
});

test('the demo uses the packages by their public API only', () => {
  const published = packages.map((name) => `@microgpt/${name}`);
  const inner = filesBelow('apps', '.ts')
    .flatMap(importsIn)
    .filter((specifier) => specifier.includes('microgpt/') || specifier.includes('packages/'))
    .filter((specifier) => !published.includes(specifier.replace(/\/testing$/, '')));
  expect(inner).toEqual([]);
});
