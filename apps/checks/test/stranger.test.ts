import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { programsIn } from './programs-in.ts';
import { root } from './repository.ts';

// The layer of docs/extending.md, which checks its gradients, trains on every engine, saves, loads and samples.
const [guideProgram] = programsIn(readFileSync(join(root, 'docs/extending.md'), 'utf8'));

const project = blankProject();

test('a stranger with a blank folder types in the layer of the guide, and it compiles and prints what stands there', () => {
  project.write('layer.ts', guideProgram.source);
  project.compile('layer.ts', 'NodeNext');
  expect(project.run('node', ['layer.js']).trim()).toBe(guideProgram.output?.trim());
});
