import { test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { expectLearned, program } from './learned.ts';

const project = blankProject();

test('a blank Node project trains on wasm and invents names', async () => {
  project.write('learn-names.js', program);
  project.write(
    'main.js',
    `import { learnNames } from './learn-names.js';
    console.log(JSON.stringify(await learnNames()));`,
  );
  await expectLearned(project.run('node', ['main.js']));
});
