import { cpu } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, SGD, weightDecayGroups } from '../src/index.ts';

const parameters = () =>
  new Map([
    ['norm.weight', cpu.parameter([1, 1])],
    ['wte.weight', cpu.parameter([[1, 2], [3, 4]])], // prettier-ignore
    ['fc.bias', cpu.parameter([5])],
    ['scale', cpu.parameter(2)],
    ['fc.weight', cpu.parameter([[6, 7]])],
  ]);

describe('weightDecayGroups', () => {
  test('matrices and embeddings decay; gains, biases and scalars do not', () => {
    expect(
      weightDecayGroups(parameters(), 0.1).map(({ parameters: list, weightDecay }) => ({
        paths: Array.from(list as Iterable<[string, unknown]>, ([path]) => path),
        weightDecay,
      })),
    ).toEqual([
      { paths: ['wte.weight', 'fc.weight'], weightDecay: 0.1 },
      { paths: ['norm.weight', 'fc.bias', 'scale'], weightDecay: 0 },
    ]);
  });

  test('AdamW takes the groups: with gradients of 0, only what decays changes, by lr·λ·p', () => {
    const named = parameters();
    const optimizer = new AdamW(weightDecayGroups(named, 0.1), { lr: 0.5 });
    for (const parameter of named.values()) parameter.mul(0).sum().backward();
    optimizer.step();
    expect(named.get('wte.weight')?.toArray(2)).toEqual([
      [1 - 0.05, 2 - 0.1],
      [3 - 0.15, 4 - 0.2],
    ]);
    expect(named.get('norm.weight')?.toArray(1)).toEqual([1, 1]);
    expect(named.get('fc.bias')?.toArray(1)).toEqual([5]);
    expect(named.get('scale')?.item()).toBe(2);
  });

  test('a state is saved by path, so it fits an optimizer without groups, and vice versa', () => {
    const [named, others] = [parameters(), parameters()];
    const grouped = new AdamW(weightDecayGroups(named, 0.1), { lr: 0.5 });
    for (const parameter of named.values()) parameter.pow(2).sum().backward();
    grouped.step();
    const state = grouped.stateDict();
    expect(Object.keys(state.parameters).sort()).toEqual([...named.keys()].sort());
    const plain = new AdamW(others, { lr: 0.5 });
    plain.loadStateDict(state);
    expect(plain.stateDict()).toEqual(state);
    grouped.loadStateDict(plain.stateDict());
    expect(grouped.stateDict()).toEqual(state);
  });

  test('takes tensors without paths, a one-time iterator, and matrices alone', () => {
    const [vector, matrix] = [cpu.parameter([1]), cpu.parameter([[1]])];
    const optimizer = new SGD(weightDecayGroups([vector, matrix].values(), 0.1), { lr: 0.1 });
    expect(optimizer.parameters).toEqual([matrix, vector]);
    expect(new SGD(weightDecayGroups([matrix], 0.1), { lr: 0.1 }).parameters).toEqual([matrix]);
    expect(() => new SGD(weightDecayGroups([], 0.1), { lr: 0.1 })).toThrow('SGD: no parameters to train');
  });

  test.each<[readonly unknown[], string]>([
    [
      [{ parameters }, 0.1],
      'weightDecayGroups: expected a list of parameters, such as model.parameters(), got an object',
    ],
    [[[1], 0.1], 'weightDecayGroups: expected a tensor or [path, tensor] at index 0, got 1'],
    [[[], -1], 'weightDecayGroups: weightDecay must be finite and not negative, got -1'],
    [[[]], 'weightDecayGroups: weightDecay must be finite and not negative, got undefined'],
    [[[], 0.1, 0], 'weightDecayGroups: expected at most 2 arguments, got 3'],
  ])('refuses wrong arguments (%#)', (args, message) => {
    expect(() => weightDecayGroups(...(args as Parameters<typeof weightDecayGroups>))).toThrow(message);
  });

  test('an optimizer without weight decay refuses the groups', () => {
    expect(() => new Adam(weightDecayGroups(parameters(), 0.1) as never, { lr: 0.1 })).toThrow(
      'Adam: group: unknown option "weightDecay"',
    );
  });
});
