import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packages, root } from './repository.ts';

/** A project that has never heard of this repository, with the packed packages installed from their tarballs. */
const project = mkdtempSync(join(tmpdir(), 'blank-project-'));

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(name: string, content: string): void {
  writeFileSync(join(project, name), content);
}

beforeAll(() => {
  for (const name of packages) {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'dist/index.js')))
      throw new Error(`${name} is not built; run the tests by "pnpm test"`);
    run('npx', ['-y', 'pnpm@10.34.9', 'pack', '--pack-destination', project], folder);
  }
  write('package.json', JSON.stringify({ name: 'blank', private: true, type: 'module' }));
  const tarballs = readdirSync(project).filter((file) => file.endsWith('.tgz'));
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs.map((file) => `./${file}`)]);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

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
    const files = run('tar', ['tzf', readdirSync(project).find((file) => /autograd.*tgz$/.test(file)) ?? '']);
    expect(files).toContain('package/LICENSE');
    expect(files).toContain('package/README.md');
    const manifest = run('cat', ['node_modules/@microgpt/nn/package.json']);
    expect(manifest).not.toContain('workspace:');
    expect(manifest).not.toContain('@microgpt/source');
  });

  test('runs as an ES module', () => {
    write('program.mjs', esm);
    expect(run('node', ['program.mjs'])).toBe(expected);
  });

  test('runs as CommonJS', () => {
    write('program.cjs', cjs);
    expect(run('node', ['program.cjs'])).toBe(expected);
  });

  test('the ES module and the CommonJS copy agree on noGrad and on which nodes a walk has met', () => {
    write(
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
    expect(run('node', ['both.mjs'])).toBe('0 3\n');
  });

  test.each([
    ['node16', 'Node16', 'program.mts'],
    ['node16 from CommonJS', 'Node16', 'program.cts'],
    ['bundler', 'Bundler', 'program.ts'],
  ])('type-checks with %s resolution', (_, moduleResolution, file) => {
    write(file, esm);
    const module = moduleResolution === 'Node16' ? 'Node16' : 'ESNext';
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      noEmit: true,
      types: [],
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
    expect(run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', project])).toBe('');
  });
});

test('the whole family, packed, trains a model', () => {
  write(
    'family.mjs',
    `import { cpu } from '@microgpt/autograd';
    import { documentBatches, GPT, train } from '@microgpt/gpt';
    import { Initializer } from '@microgpt/nn';
    import { Adam } from '@microgpt/optim';
    import { Random } from '@microgpt/random';
    import { CharTokenizer } from '@microgpt/tokenizer';
    const docs = ['anna', 'hannah'];
    const tokenizer = CharTokenizer.train(docs);
    const config = { vocabSize: tokenizer.vocabSize, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 8 };
    const model = new GPT(config, new Initializer(cpu, new Random(1)));
    const optimizer = new Adam(model.parameters(), { lr: 0.05 });
    let last;
    for await (const { loss } of train(model, optimizer, documentBatches(docs, tokenizer, config), { steps: 100 })) last = loss;
    console.log(last < 0.5);`,
  );
  expect(run('node', ['family.mjs'])).toBe('true\n');
});
