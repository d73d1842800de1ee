import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
};

/** What a file imports or exports from elsewhere. */
function importsIn(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const statements = source.matchAll(/^(?:import|export)\s(?:[^;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm);
  return Array.from(statements, (match) => match.slice(1).join('')); // one of the two groups
}

test('every package is in the drawing', () => {
  expect(packages).toEqual(Object.keys(arrows).sort());
});

describe.each(packages)('%s', (name) => {
  const allowed = arrows[name].map((other) => `@microgpt/${other}`);

  test('depends only on what the drawing allows, and on nothing outside the family', () => {
    expect(Object.keys(manifestOf(`packages/${name}`).dependencies ?? {}).sort()).toEqual([...allowed].sort());
  });

  test('imports only what it depends on, and nothing of a platform', () => {
    const foreign = filesBelow(`packages/${name}/src`, '.ts').flatMap((file) =>
      importsIn(file)
        .filter((specifier) => !specifier.startsWith('./') && !allowed.includes(specifier))
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
    .filter((specifier) => !published.includes(specifier) && specifier !== '@microgpt/autograd/testing');
  expect(inner).toEqual([]);
});
