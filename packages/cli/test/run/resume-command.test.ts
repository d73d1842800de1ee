import { execFileSync } from 'node:child_process';
import { lowerRate } from '@microgpt/run';
import { expect, test } from 'vitest';
import { quoted } from '../../src/run/quoted.ts';
import { resumeCommand } from '../../src/run/resume-command.ts';
import { usualChoices } from '../testing/usual-settings.ts';

const settings = usualChoices.resolve({ clip: 0, lr: 0.01 }, {});
const progress = { step: 100, seconds: 1, tokens: 1, done: false };

test('the command goes on, trains longer, or trains more carefully', () => {
  const commandAfter = (reason: 'interrupted' | 'done' | 'not finite') =>
    resumeCommand(reason, 'my poems.st', settings, progress);
  expect(commandAfter('interrupted')).toBe("microgpt train --resume 'my poems.st'");
  expect(commandAfter('done')).toBe("microgpt train --resume 'my poems.st' --steps 200");
  expect(commandAfter('not finite')).toBe("microgpt train --resume 'my poems.st' --lr 0.003 --clip 1");
  expect(resumeCommand('done', 'a.st', { ...settings, steps: null, time: 60 }, progress)).toContain('--time 120s');
});

test('without a file, what was typed starts again, or starts more carefully', () => {
  const typed = ['train', 'my poems.txt', '--preset', 'small', '--lr=3', '--clip', '5', '--out', 'a.st'];
  const again = "microgpt train 'my poems.txt' --preset small";
  expect(resumeCommand('interrupted', null, settings, progress, typed)).toBe(`${again} --lr=3 --clip 5 --out a.st`);
  expect(resumeCommand('not finite', null, { ...settings, lr: 3, clip: 5 }, progress, typed)).toBe(
    `${again} --out a.st --lr 1 --clip 1`,
  );
});

test('a lower rate is about a third, in one digit', () => {
  expect([1, 0.01, 6e-4].map(lowerRate)).toEqual([0.3, 0.003, 0.0002]);
});

test.runIf(process.platform !== 'win32')('a shell reads a quoted path as it is', () => {
  for (const path of ['plain.txt', "Zoë's poems.txt", 'a $(b) `c` "d".txt']) {
    expect(execFileSync('sh', ['-c', `printf %s ${quoted(path)}`], { encoding: 'utf8' })).toBe(path);
  }
});
