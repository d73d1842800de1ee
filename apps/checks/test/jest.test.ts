import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { expectLearned, program } from './learned.ts';

const require = createRequire(import.meta.url);

const project = blankProject();

test('a program that trains and writes names runs in Jest with jsdom, which knows no MessageChannel', async () => {
  project.write('learn-names.cts', program);
  project.compile(['learn-names.cts'], 'Node16', { types: [] });
  project.write('jest.config.json', JSON.stringify({ testEnvironment: require.resolve('jest-environment-jsdom') }));
  project.write(
    'names.test.cjs',
    `const { writeFileSync } = require('node:fs');
    const { learnNames } = require('./learn-names.cjs');

    test('learns names', async () => {
      expect(document.body).toBeDefined();
      expect([typeof MessageChannel, typeof setImmediate]).toEqual(['undefined', 'undefined']);
      writeFileSync(${JSON.stringify(join(project.folder, 'learned.json'))}, JSON.stringify(await learnNames()));
    });`,
  );
  project.run('node', [require.resolve('jest/bin/jest'), '--ci', '--testMatch', '**/*.test.cjs']);
  await expectLearned(readFileSync(join(project.folder, 'learned.json'), 'utf8'));
});
