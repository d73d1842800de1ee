import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesImportedBy, importCycles, importsIn, withItsImports } from './imports.ts';
import { allPackages, apps, filesBelow, manifestOf, packages, programs } from './repository.ts';

/** The drawing in ARCHITECTURE.md: what each package, each subpath of one, and each app may import. */
const drawing: Readonly<Record<string, readonly string[]>> = {
  autograd: [],
  'autograd/backend': [],
  'autograd/functional': [],
  'autograd/testing': [],
  random: [],
  safetensors: [],
  tokenizer: [],
  nn: ['autograd', 'autograd/functional', 'random'],
  'nn/testing': ['autograd', 'autograd/functional', 'autograd/testing', 'random'],
  optim: ['autograd', 'autograd/functional'],
  checkpoint: ['autograd', 'autograd/functional', 'nn', 'random', 'safetensors'],
  gpt: ['autograd', 'nn', 'optim', 'random', 'tokenizer'],
  'gpt/checkpoint': ['autograd', 'checkpoint', 'nn', 'optim', 'random', 'tokenizer'],
  'gpt/hugging-face': ['autograd', 'autograd/functional', 'nn', 'random', 'safetensors'],
  wasm: ['autograd', 'autograd/backend'],
  inspect: ['autograd', 'gpt', 'nn'],
  run: ['autograd', 'checkpoint', 'gpt', 'gpt/checkpoint', 'nn', 'optim', 'random', 'tokenizer'],
  terminal: ['autograd', 'gpt', 'run', 'wasm'],
  cli: [
    ...packages,
    ...[
      'autograd/functional',
      'gpt/checkpoint',
      'gpt/hugging-face',
      'terminal',
      'examples/guide-layers',
      'examples/layers',
    ],
  ],

  demo: ['gpt', 'nn', 'optim', 'random', 'terminal', 'tokenizer'],
  examples: [...allPackages, 'autograd/testing', 'gpt/checkpoint', 'gpt/hugging-face', 'nn/testing'],
  bench: [...packages, ...['autograd/backend', 'gpt/checkpoint', 'gpt/hugging-face', 'terminal', 'examples/microgpt']],
  checks: [...packages, 'gpt/checkpoint'],
  playground: [
    ...packages,
    ...['autograd/functional', 'gpt/checkpoint', 'gpt/hugging-face', 'nn/testing'],
    ...['examples/guide-layers', 'examples/layers', 'examples/microgpt?raw'],
  ],
};

/** The endings of files that import others. */
const endings = ['.ts', '.tsx'];

/** Files of `src` that import each other. */
const knownCycles: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/autograd': [['tensor/engine.ts', 'tensor/tensor.ts']], // name each other by type
};

/** Every entry point of the packages, by its name without the scope, and the file that it is. */
const entries: readonly (readonly [name: string, file: string])[] = allPackages.flatMap((name) => {
  const exported = Object.entries(manifestOf(`packages/${name}`).exports ?? {});
  return exported.flatMap(([subpath, { '@microgpt/source': file }]) =>
    file === undefined ? [] : [[posix.join(name, subpath), posix.join('packages', name, file)] as const],
  );
});

const folders = [...allPackages.map((name) => `packages/${name}`), ...apps.map((name) => `apps/${name}`)];

test('every package, every subpath and every app is in the drawing', () => {
  const names = [...entries.map(([name]) => name), ...apps, ...programs];
  expect(Object.keys(drawing).sort()).toEqual(names.sort());
});

test.each(entries)('%s imports only what the drawing allows', (name, file) => {
  expect(arrowsFrom(withItsImports(file)).filter((arrow) => !drawing[name].includes(arrow))).toEqual([]);
});

test.each(apps)('the app %s imports only what the drawing allows', (name) => {
  const arrows = arrowsFrom(filesBelow(`apps/${name}`, ...endings));
  expect(arrows.filter((arrow) => !drawing[name].includes(arrow))).toEqual([]);
});

test.each(programs)('the program %s imports only what the drawing allows', (name) => {
  const arrows = arrowsFrom(filesBelow(`packages/${name}/src`, '.ts'));
  expect(arrows.filter((arrow) => !drawing[name].includes(arrow))).toEqual([]);
});

describe.each(packages)('the published package %s', (name) => {
  const rows = Object.entries(drawing).filter(([entry]) => entry === name || entry.startsWith(`${name}/`));
  const arrows = new Set(rows.flatMap(([, others]) => others));
  const allowed = [...arrows].filter((other) => !other.includes('/')).map((other) => `@microgpt/${other}`);

  test('depends on what the drawing says, and on nothing outside the family', () => {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifestOf(`packages/${name}`);
    expect(Object.keys(dependencies).sort()).toEqual([...allowed].sort());
    expect({ ...peerDependencies, ...optionalDependencies }).toEqual({});
  });

  test('imports nothing else, and nothing of a platform', () => {
    const foreign = filesBelow(`packages/${name}/src`, '.ts').flatMap((file) =>
      importsIn(file)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('@microgpt/'))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });
});

describe.each(folders)('%s', (folder) => {
  const source = filesBelow(folder, ...endings).filter((file) => file.startsWith(`${folder}/src/`));

  test('reaches into no other folder by a path', () => {
    // Tests share the files in the folder `testing` and vitest's configuration, and those of wasm use some of autograd's.
    const files = folder.startsWith('apps/') ? filesBelow(folder, ...endings) : source;
    const outside = files
      .flatMap(filesImportedBy)
      .filter((file) => file.includes('/') && ![folder, 'testing'].some((own) => file.startsWith(`${own}/`)))
      .filter((file) => !file.endsWith('?front-coded')); // a text, which the page and the command line share
    expect(outside).toEqual([]);
  });

  test('has no files in src that import each other in a circle, but for those known', () => {
    const cycles = importCycles(source).map((files) => files.map((file) => posix.relative(`${folder}/src`, file)));
    expect(cycles).toEqual(knownCycles[folder] ?? []);
  });
});

/** The packages, subpaths and apps that files import, as the drawing calls them. */
function arrowsFrom(files: readonly string[]): string[] {
  const names = files
    .flatMap(importsIn)
    .filter((specifier) => specifier.startsWith('@microgpt/') || apps.includes(specifier.split('/')[0]))
    .map((specifier) => specifier.replace('@microgpt/', ''));
  return [...new Set(names)].sort();
}
