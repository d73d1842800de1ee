import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { programsIn } from './programs-in.ts';
import { root } from './repository.ts';

const guide = readFileSync(join(root, 'docs/extending.md'), 'utf8');

/** The files of docs/extending.md, by their paths in the folder of its programs. Those that others import are not run by themselves. */
const paths = Array.from(guide.matchAll(/^\[`[^`]+`\]\(.+\/extending\/(.+)\.ts\)$/gm), ([, path]) => path);
const programs = programsIn(guide).map(({ source, output }, i) => ({ name: paths[i], source, output }));

const project = blankProject();

describe('a stranger with a blank folder and the packed packages types in the programs of the guide', () => {
  beforeAll(() => {
    copyFileSync(join(root, 'apps/demo/data/ssa-2018.txt'), join(project.folder, 'names.txt'));
    // The one line that the guide says is to be changed.
    for (const { name, source } of programs)
      project.write(`${name}.ts`, source.replace('../../../demo/data/ssa-2018.txt', 'names.txt'));
  });

  test('and they compile', () => {
    const files = programs.map(({ name }) => `${name}.ts`);
    expect(files).toContain('swiglu.ts'); // checks its gradients, trains on every engine, saves, loads and samples
    expect(files).toContain('layers/rotary-attention.ts');
    expect(files).toContain('learn-names.ts');
    project.compile(files, 'NodeNext');
  });

  // One that stands by itself, one that learns names, and one that writes a file; the others print the same anywhere.
  test.each(['swiglu', 'rotary', 'save-and-resume'])('and %s prints what stands there', (name) => {
    const output = programs.find((program) => program.name === name)?.output;
    expect(project.run('node', [`${name}.js`]).trim()).toBe(output?.trim());
  });
});
