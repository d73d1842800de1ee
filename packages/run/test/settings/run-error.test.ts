import { expect, test } from 'vitest';
import { checkHeads } from '../../src/settings/check-heads.ts';
import { checkRate } from '../../src/settings/check-rate.ts';
import { RunError } from '../../src/settings/run-error.ts';

function errorOf(action: () => void): RunError {
  try {
    action();
  } catch (error) {
    if (error instanceof RunError) return error;
  }
  throw new Error('expected a RunError');
}

test('an error names settings as they are, or as a program calls them', () => {
  const error = errorOf(() => {
    checkRate({ lr: 0.001, minLr: 0.01, schedule: 'cosine' });
  });
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe(
    'minLr 0.01 is above lr 0.001, but the rate falls from lr to minLr; pass minLr 0.001 or less, or a larger lr',
  );
  expect(error.messageWith((name) => `--${name.toLowerCase()}`)).toMatch(/^--minlr 0\.01 is above --lr 0\.001, /);
});

test('a message without settings is the same for every program', () => {
  const error = new RunError('the text is empty');
  expect(error.messageWith((name) => name.toUpperCase())).toBe(error.message);
});

test('a constant rate has no lowest one, and heads share the channels', () => {
  checkRate({ lr: 0.001, minLr: 0.01, schedule: 'constant' });
  checkHeads({ embd: 12, heads: 3 });
  expect(() => {
    checkHeads({ embd: 10, heads: 3 });
  }).toThrow('embd 10 is not divisible by heads 3; pass a multiple of 3');
});
