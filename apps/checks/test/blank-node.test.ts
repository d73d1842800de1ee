import { afterAll, beforeAll, test } from 'vitest';
import { BlankProject } from './blank-project.ts';
import { expectLearned, program } from './learned.ts';

const project = new BlankProject();

beforeAll(() => {
  project.install();
}, 120_000);

afterAll(() => {
  project.remove();
});

test('a blank Node project trains on wasm and invents names', async () => {
  project.write('learn-names.js', program);
  project.write(
    'main.js',
    `import { learnNames } from './learn-names.js';
    console.log(JSON.stringify(await learnNames()));`,
  );
  await expectLearned(project.run('node', ['main.js']));
});
