import { cpu, noGrad, scalar, ShapeError } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { BatchNorm, inference, Initializer } from '../src/index.ts';
import { checkLayer } from '../src/testing.ts';

describe.each([scalar, cpu])('[$name] BatchNorm', (engine) => {
  const init = new Initializer(engine, new Random(1));
  const x = engine.tensor([
    [1, 2],
    [3, 6],
  ]); // mean 2, 4; mean squared deviation 1, 4; variance with n − 1: 2, 8
  const close = (rows: readonly (readonly number[])[]) =>
    rows.map((row) => row.map((v) => expect.closeTo(v, 12) as number));

  test('in training normalises by the mean and variance of the batch', () => {
    const layer = new BatchNorm(2, init, { eps: 0 });
    layer.weight.assign([1, 10]);
    layer.bias.assign([0, 5]);
    // (1 − 2) / 1, (2 − 4) / 2 · 10 + 5; (3 − 2) / 1, (6 − 4) / 2 · 10 + 5
    expect(layer.forward(x).toArray()).toEqual(
      close([
        [-1, -5],
        [1, 15],
      ]),
    );
  });

  test('keeps running averages, the variance with n − 1, as PyTorch does', () => {
    const layer = new BatchNorm(2, init);
    layer.forward(x);
    // 0.9 · 0 + 0.1 · (2, 4) and 0.9 · 1 + 0.1 · (2, 8)
    expect([layer.runningMean.toArray(1), layer.runningVar.toArray(1)]).toEqual(
      close([
        [0.2, 0.4],
        [1.1, 1.7],
      ]),
    );
    layer.forward(x);
    // 0.9 · (0.2, 0.4) + 0.1 · (2, 4) and 0.9 · (1.1, 1.7) + 0.1 · (2, 8)
    expect([layer.runningMean.toArray(1), layer.runningVar.toArray(1)]).toEqual(
      close([
        [0.38, 0.76],
        [1.19, 2.33],
      ]),
    );
  });

  test('in evaluation uses the running averages and leaves them', () => {
    const layer = new BatchNorm(2, init, { eps: 0.25, momentum: 1 });
    layer.runningMean.assign([1, 2]);
    layer.runningVar.assign([2, 3.75]);
    const expected = close([
      [0, 0],
      [2 / 1.5, 4 / 2],
    ]); // √(2 + 0.25), √(3.75 + 0.25)
    expect(inference(() => layer.forward(x)).toArray()).toEqual(expected);
    expect(layer.eval().forward(x).toArray()).toEqual(expected);
    expect(layer.runningMean.toArray()).toEqual([1, 2]);
    expect(layer.forward(engine.tensor([3, 6])).shape).toEqual([2]); // a single row is enough
  });

  test('all axes but the last are the batch', () => {
    const [flat, deep] = [new BatchNorm(2, init), new BatchNorm(2, init)];
    const rows = engine.tensor([
      [1, 2],
      [3, 6],
      [-1, 0],
      [4, 4],
    ]);
    expect(deep.forward(rows.reshape([2, 2, 2])).toFlat()).toEqual(flat.forward(rows).toFlat());
    expect(deep.runningVar.toArray()).toEqual(flat.runningVar.toArray());
  });

  test('has the right gradients in both modes', () => {
    const layer = new BatchNorm(2, init);
    const rows = engine.tensor([
      [0.3, -0.2],
      [0.1, 0.7],
      [-0.5, 0.4],
    ]);
    expect(checkLayer(layer, rows, (y) => layer.forward(y).pow(2)).error).toBeLessThan(1e-6);
    expect(checkLayer(layer.eval(), rows).error).toBeLessThan(1e-6);
  });

  test('its averages are buffers: saved and loaded, but not trained', () => {
    const [layer, other] = [new BatchNorm(2, init), new BatchNorm(2, init)];
    expect([...layer.namedParameters().keys()]).toEqual(['weight', 'bias']);
    noGrad(() => layer.forward(x));
    other.loadStateDict(layer.stateDict());
    expect(Object.keys(layer.stateDict())).toEqual(['weight', 'bias', 'runningMean', 'runningVar']);
    expect(other.eval().forward(x).toFlat()).toEqual(layer.eval().forward(x).toFlat());
    expect(String(layer)).toBe('BatchNorm(2) · 4');
  });

  test('refuses to train on a single row, or with another size', () => {
    const layer = new BatchNorm(2, init);
    expect(() => layer.forward(engine.tensor([1, 2]))).toThrow(
      new ShapeError('BatchNorm: training needs two rows; or call eval()'),
    );
    expect(() => layer.forward(engine.zeros([4, 3]))).toThrow('BatchNorm: expected input (…, 2), got (4, 3)');
    expect(layer.runningMean.toArray()).toEqual([0, 0]);
  });

  test.each([-0.1, 1.5, NaN])('refuses the momentum %d', (momentum) => {
    expect(() => new BatchNorm(2, init, { momentum })).toThrow(
      new TypeError(`BatchNorm: expected a momentum from 0 to 1, got ${momentum}`),
    );
  });
});
