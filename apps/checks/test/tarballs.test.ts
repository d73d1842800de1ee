import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { program } from './learned.ts';
import { manifestOf, packages } from './repository.ts';

const project = blankProject();

const body = `
const x = new Value(3);
x.mul(x).backward();
const w = cpu.parameter([[1, 2]]);
w.mul(w).sum().backward();
checkGradients(() => w.tanh(), { w });
console.log(x.grad, JSON.stringify(w.grad?.toArray()));
`;
const named = '{ Value, cpu }';
const esm = `import ${named} from '@microgpt/autograd';\nimport { checkGradients } from '@microgpt/autograd/testing';\n${body}`;
const cjs = `const ${named} = require('@microgpt/autograd');\nconst { checkGradients } = require('@microgpt/autograd/testing');\n${body}`;
const expected = '6 [[2,4]]\n';

describe('packed and installed into a blank project, autograd', () => {
  test('has its licence and README, and no trace of the workspace', () => {
    const installed = join(project.folder, 'node_modules/@microgpt');
    expect(readdirSync(join(installed, 'autograd'))).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
    const manifest = readFileSync(join(installed, 'nn/package.json'), 'utf8');
    expect(manifest).not.toContain('workspace:');
  });

  test('runs as an ES module', () => {
    project.write('program.mjs', esm);
    expect(project.run('node', ['program.mjs'])).toBe(expected);
  });

  test('runs as CommonJS', () => {
    project.write('program.cjs', cjs);
    expect(project.run('node', ['program.cjs'])).toBe(expected);
  });

  test('the ES module and the CommonJS copy agree on noGrad and on which nodes a walk has met', () => {
    project.write(
      'both.mjs',
      `import { createRequire } from 'node:module';
      import { noGrad, Value } from '@microgpt/autograd';
      const other = createRequire(import.meta.url)('@microgpt/autograd');
      const silent = noGrad(() => new other.Value(2).exp().children.length);
      const x = new Value(3);
      x.mul(2).backward();
      const y = new other.Value(1).add(x);
      y.backward();
      console.log(silent, x.grad);`,
    );
    expect(project.run('node', ['both.mjs'])).toBe('0 3\n');
  });

  test('its types hold in both kinds of module', () => {
    for (const file of ['program.mts', 'program.cts']) project.write(file, esm); // .cts is CommonJS
    project.compile(['program.mts', 'program.cts'], 'Node16', { types: [] });
  });
});

describe('every entry of the packed packages type-checks', () => {
  const entries = packages.flatMap((name) => {
    const subpaths = Object.keys(manifestOf(`packages/${name}`).exports ?? {});
    return subpaths.filter((path) => path !== './package.json').map((path) => posix.join('@microgpt', name, path));
  });
  const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}';\nexport { entry${i} };\n`).join('');

  test('there are subpaths among them', () => {
    expect(entries).toEqual(expect.arrayContaining(['@microgpt/autograd/backend', '@microgpt/autograd/functional']));
  });

  /** What makes the compiler ask more of declarations, or of the program that learns names. */
  const strictest = {
    ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true },
    ...{ verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false, types: [] },
  };

  test.each(['NodeNext', 'ESNext'] as const)('as %s, with the strictest options of TypeScript', (module) => {
    project.write('entries.ts', imports);
    project.write('learn-names.ts', program);
    project.compile(['entries.ts', 'learn-names.ts'], module, strictest);
  });
});
