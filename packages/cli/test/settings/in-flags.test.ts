import { RunError } from '@microgpt/run';
import { InputError } from '@microgpt/terminal';
import { expect, test } from 'vitest';
import { inFlags } from '../../src/settings/in-flags.ts';

test('an error in settings names flags, and can be corrected', async () => {
  const failing = () => {
    throw new RunError((name) => `${name('minLr')} 1 is above ${name('lr')} 0.5`);
  };
  await expect(inFlags(failing)).rejects.toThrow(new InputError('--min-lr 1 is above --lr 0.5'));
});

test('another error stays as it is, and a result passes', async () => {
  const bug = new RangeError('Invalid array length');
  await expect(inFlags(() => Promise.reject(bug))).rejects.toBe(bug);
  expect(await inFlags(() => 'a result')).toBe('a result');
});
