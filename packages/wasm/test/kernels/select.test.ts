import { binary } from '@microgpt/autograd';
import { describe, test } from 'vitest';
import { checkPair, formsOf } from './pairs.ts';

const { maximum, minimum, greater, less, equal, keepIf, dropIf, dropout } = binary;

/** Rounded, so that some numbers are equal, and some 0. */
const round = (x: number) => Math.round(x * 2);

describe.each([maximum, minimum, greater, less, equal, keepIf, dropIf, dropout])('$name and its gradients', (op) => {
  test.each(formsOf(op))('of the form %s', (form) => {
    checkPair(op, form, round, { forward: 0, grad: 1e-6 });
  });
});
