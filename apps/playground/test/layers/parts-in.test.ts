import { expect, test } from 'vitest';
import { partsIn } from '../../src/layers/own/parts-in.ts';

const make = () => undefined;

test('the parts of a module are its exports with the names of parts', () => {
  expect(partsIn({ mlp: make, finalNorm: false, Gated: make, helper: 3 })).toEqual({ mlp: make, finalNorm: false });
});

test('a module without a part, with a wrong one or a misspelt one is refused', () => {
  expect(() => partsIn({ Gated: make })).toThrow('it exports none of norm, attention, mlp, block');
  expect(() => partsIn({ mlp: false })).toThrow('mlp must be a function that creates the part, not boolean');
  expect(() => partsIn({ finalNorm: 1 })).toThrow('finalNorm must be a function or false');
  expect(() => partsIn({ attn: make, mlp: make, atention: make })).toThrow(
    'there is no part atention; did you mean attention?',
  );
});
