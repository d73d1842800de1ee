import { expect, test } from 'vitest';
import type { TensorFacts } from '../../src/inspecting/graph.ts';
import { modulesAround, visibleMap } from '../../src/views/graph/map/visible-map.ts';
import { backwardPlace, stageOf } from '../../src/views/graph/replay/stage.ts';

/** Tensors by their owners; each is computed from the one before, and has ten numbers. */
function chain(...owners: readonly string[]): TensorFacts[] {
  return owners.map((owner, id) => ({
    ...{
      id,
      owner,
      parameter: undefined,
      op: `op${id}`,
      name: `op${id}`,
      shape: [10],
      operands: id === 0 ? [] : [id - 1],
    },
    ...{ first: 10 * id, last: 10 * id + 9 },
  }));
}

const tensors = chain('wte', '', 'layers.0.attn.wq', 'layers.0.attn', 'layers.0', 'lmHead', 'loss', 'loss');

test('a path is in the modules around it; a number belongs to the list before it', () => {
  expect(modulesAround('layers.0.attn.wq')).toEqual(['layers.0', 'layers.0.attn', 'layers.0.attn.wq']);
});

test('closed modules are one box each, and so is the loss', () => {
  const { nodes, edges } = visibleMap(tensors, new Set());
  expect(nodes.map(({ id }) => id)).toEqual([
    'module wte',
    'tensor 1',
    'module layers.0',
    'module lmHead',
    'module loss',
  ]);
  expect(nodes[2].tensors).toHaveLength(3);
  expect(edges.map(({ from, to }) => [from, to])).toEqual([
    ['module wte', 'tensor 1'],
    ['tensor 1', 'module layers.0'],
    ['module layers.0', 'module lmHead'],
    ['module lmHead', 'module loss'],
  ]);
});

test('an open module shows the modules in it and its own tensors', () => {
  const { nodes } = visibleMap(tensors, new Set(['layers.0', 'loss']));
  expect(nodes.map(({ id }) => id)).toEqual([
    ...['module wte', 'tensor 1', 'module layers.0.attn', 'tensor 4', 'module lmHead', 'tensor 6', 'tensor 7'],
  ]);
});

test('the replay computes tensors one after the other, and differentiates them in the other order', () => {
  const size = 80;
  const [first] = tensors;
  expect(stageOf([first], 5, size)).toBe('waiting');
  expect(stageOf([first], 10, size)).toBe('computed');
  expect(stageOf([first], size, size)).toBe('computed');
  expect(stageOf([first], 2 * size - 1, size)).toBe('differentiated');
  expect(stageOf(tensors.slice(-1), size, size)).toBe('differentiated');
  expect(stageOf([first], undefined, size)).toBe('computed');
  expect(backwardPlace(2 * size - 1, size)).toBe(0);
});
