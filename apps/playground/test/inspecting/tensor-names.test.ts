import type { TensorNode } from '@microgpt/inspect';
import { expect, test } from 'vitest';
import { tensorNames } from '../../src/inspecting/tensor-names.ts';

/** Each tensor is computed from the one before. */
function chain(...all: readonly (readonly [owner: string, op: string, parameter?: string])[]): TensorNode[] {
  return all.map(([owner, op, parameter], id) => ({
    ...{ id, owner, op, parameter, shape: [2], operands: id === 0 ? [] : [id - 1], values: [] },
  }));
}

test('tensors are called by the ends of their paths or by their operations, which are numbered where there are several', () => {
  const names = tensorNames(
    chain(
      ['layers.0.attn.wq', '', 'layers.0.attn.wq.weight'],
      ['layers.0.attn', ''],
      ['layers.0', 'add'],
      ['layers.1', 'add'],
      ['layers.0', 'add'],
    ),
  );
  expect(names.map(({ name }) => name)).toEqual(['wq.weight', 'constant', 'add 1', 'add', 'add 2']);
});

test('what comes after the last module is the loss, and what comes between modules is not', () => {
  const names = tensorNames(chain(['wte', 'take'], ['', 'add'], ['lmHead', 'linear'], ['', 'pick'], ['', 'neg']));
  expect(names.map(({ owner }) => owner)).toEqual(['wte', '', 'lmHead', 'loss', 'loss']);
});
