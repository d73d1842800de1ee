import { describe, expect, test } from 'vitest';
import {
  cpu,
  isRecording,
  isTensor,
  noGrad,
  scalar,
  ShapeError,
  Tensor,
  topologicalOrder,
  Value,
  ValueTensor,
  type CustomOp,
} from '../src/index.ts';

describe.each([scalar, cpu])('[$name] Tensor', (engine) => {
  test('is made from nested arrays, from flat numbers, and by filling', () => {
    expect(
      engine
        .tensor([
          [1, 2],
          [3, 4],
        ])
        .toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(engine.tensor(new Float32Array([1, 2, 3, 4]), [2, 2]).shape).toEqual([2, 2]);
    expect(engine.tensor(new Float32Array([1, 2])).toArray()).toEqual([1, 2]);
    expect(engine.tensor(5)).toMatchObject({ shape: [] });
    expect(engine.tensor(5).item()).toBe(5);
    expect(engine.zeros([2]).toArray()).toEqual([0, 0]);
    expect(engine.ones([1, 2]).toArray()).toEqual([[1, 1]]);
    expect(engine.full([3], 7).toArray()).toEqual([7, 7, 7]);
  });

  test('copies the numbers it is made from and the numbers it hands out', () => {
    const numbers = new Float64Array([1, 2]);
    const x = engine.tensor(numbers, [2]);
    numbers[0] = 9;
    x.toFlat()[1] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  test('reads its numbers without waiting, and with', async () => {
    const x = engine.tensor([[1, 2]]);
    expect(Array.from(x.toFlat())).toEqual([1, 2]);
    expect(Array.from(await x.read())).toEqual([1, 2]);
  });

  test('computes by hand-checked examples', () => {
    const x = engine.tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(
      x
        .matmul(
          engine.tensor([
            [5, 6],
            [7, 8],
          ]),
        )
        .toArray(),
    ).toEqual([
      [19, 22],
      [43, 50],
    ]);
    expect(
      x
        .linear(
          engine.tensor([
            [1, 0],
            [1, 1],
            [0, 2],
          ]),
          engine.tensor([10, 20, 30]),
        )
        .toArray(),
    ).toEqual([
      [11, 23, 34],
      [13, 27, 38],
    ]);
    expect(x.add(engine.tensor([10, 20])).toArray()).toEqual([
      [11, 22],
      [13, 24],
    ]);
    expect(x.sum(0).toArray()).toEqual([4, 6]);
    expect(x.mean(1, { keepDim: true }).toArray()).toEqual([[1.5], [3.5]]);
    expect(x.max().item()).toBe(4);
    expect(x.max(0).toArray()).toEqual([3, 4]);
    expect(x.transpose().toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(x.slice(-1).toArray()).toEqual([[3, 4]]);
    expect(x.slice(0, -1, 1).toArray()).toEqual([[1], [3]]);
    expect(x.take([1, 1, 0]).toArray()).toEqual([
      [3, 4],
      [3, 4],
      [1, 2],
    ]);
    expect(x.pick([1, 0]).toArray()).toEqual([2, 3]);
    expect(Tensor.concat([x, x], 1).toArray()).toEqual([
      [1, 2, 1, 2],
      [3, 4, 3, 4],
    ]);
    expect(Tensor.stack([x.slice(0, 1).reshape([2]), x.slice(1).reshape([2])], 1).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(x.where(x.greater(2), -1).toArray()).toEqual([
      [-1, -1],
      [3, 4],
    ]);
    expect(x.broadcastTo([2, 2, 2]).toArray()).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(x.reshape([-1]).toArray()).toEqual([1, 2, 3, 4]);
    expect(Array.from(x.argmax())).toEqual([1, 1]);
    expect(x.rmsNorm(0).toArray()).toEqual([
      [1 / Math.sqrt(2.5), 2 / Math.sqrt(2.5)],
      [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)].map((v) => expect.closeTo(v, 14) as number),
    ]);
  });

  test('softmax sums to 1 along the last axis, also for logits of 1000 and of -Infinity', () => {
    const y = engine
      .tensor([
        [1000, 999, -1000],
        [0, -Infinity, 0],
      ])
      .softmax();
    expect(y.sum(-1).toArray()).toEqual([1, 1].map((v) => expect.closeTo(v, 14) as number));
    expect(y.slice(1).toArray()).toEqual([[0.5, 0, 0.5]]);
    expect(
      engine
        .tensor([[1000, 0]])
        .logSoftmax()
        .toArray(),
    ).toEqual([[0, -1000]]);
  });

  test('crossEntropy of equal logits is the logarithm of their number', () => {
    expect(engine.zeros([3, 27]).crossEntropy([0, 5, 26]).item()).toBeCloseTo(Math.log(27), 14);
  });

  test('of equal maxima the first gets the gradient, and NaN is the largest', () => {
    const x = engine.parameter([2, 5, 5]);
    x.max().backward();
    expect(x.grad?.toArray()).toEqual([0, 1, 0]);
    expect(engine.tensor([1, NaN, 3]).max().item()).toBeNaN();
    expect(engine.tensor([NaN, 3, NaN]).argmax()[0]).toBe(0);
  });

  test('attention lets no token see a later one or another document', () => {
    const q = engine.parameter(Array.from({ length: 5 }, (_, i) => [Math.sin(i), Math.cos(i)]));
    const y = q.causalAttention(q, q, { heads: 1, lengths: [3, 2] });
    y.slice(1, 2).sum().backward(); // the second token of the first document
    const reached = q.grad?.toArray(2).map((row) => row.some((g) => g !== 0));
    expect(reached).toEqual([true, true, false, false, false]);
  });

  test('gradients add up over backward passes until they are forgotten', () => {
    const x = engine.parameter([1, 2]);
    const y = x.mul(x).sum();
    y.backward();
    y.backward();
    expect(x.grad?.toArray()).toEqual([4, 8]);
    x.zeroGrad();
    expect(x.grad).toBeUndefined();
    y.backward();
    expect(x.grad?.toArray()).toEqual([2, 4]);
  });

  test('a gradient may be replaced', () => {
    const x = engine.parameter([1, 2]);
    x.sum().backward();
    x.grad = engine.tensor([5, 6]);
    expect(x.grad.toArray()).toEqual([5, 6]);
    expect(() => {
      x.grad = engine.tensor([5]);
    }).toThrow('grad: expected shape (2), got (1)');
  });

  test.each([0, 1, 2])('tells whether every number of a gradient is finite, and below a limit: number %d', (place) => {
    const p = engine.parameter([1, 2, 3]);
    expect([p.hasFiniteGrad, p.isGradBelow(0)]).toEqual([true, true]); // there is none
    const withGradient = (x: number) => {
      p.grad = engine.tensor([1, 1, 1].with(place, x));
      return [p.hasFiniteGrad, p.isGradBelow(8)];
    };
    for (const x of [0, 7.99, -7.99]) expect(withGradient(x)).toEqual([true, true]);
    for (const x of [8, -8, 1e30, Number.MAX_VALUE, -Number.MAX_VALUE]) expect(withGradient(x)).toEqual([true, false]);
    for (const x of [NaN, Infinity, -Infinity]) expect(withGradient(x)).toEqual([false, false]);
  });

  test('what detach and grad hand out are copies, and what grad is given is copied', () => {
    const x = engine.parameter([1, 2]);
    x.mul(x).sum().backward();
    const [gradient, detached] = [x.grad, x.detach()];
    const y = engine.parameter([0, 0]);
    y.grad = gradient;
    x.assign([5, 6]);
    y.sum().backward();
    x.mul(x).sum().backward();
    expect(gradient?.toArray()).toEqual([2, 4]);
    expect(detached.toArray()).toEqual([1, 2]);
    expect(y.grad?.toArray()).toEqual([3, 5]);
  });

  test('what noGrad rearranges shares nothing with a parameter or a result', () => {
    const w = engine.parameter([1, 2, 3]);
    const y = w.mul(1);
    const rearranged = noGrad(() =>
      [w, y].flatMap((x) => [
        x.reshape([3, 1]),
        x.take([1]),
        x.slice(0, 2),
        x.broadcastTo([2, 3]),
        Tensor.concat([x, x]),
      ]),
    );
    for (const x of rearranged) {
      if (x instanceof ValueTensor) expect(x.values.every(({ children }) => children.length === 0)).toBe(true);
      x.assign(new Float64Array(x.toFlat().length).fill(9));
      const factor = engine.parameter(2);
      x.mul(factor).sum().backward();
    }
    expect([w.toArray(), y.toArray()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect([w.grad, y.grad]).toEqual([undefined, undefined]);
  });

  test('remembers what it was made from, and how', () => {
    const x = engine.parameter([1, 2]);
    const y = x.mul(3);
    expect(y).toMatchObject({ op: 'mul', isParameter: false });
    expect(y.children[0]).toBe(x);
    expect(x).toMatchObject({ op: '', children: [], isParameter: true });
    expect(() => {
      y.assign([1, 2]);
    }).toThrow('assign: this tensor is the result of mul; overwrite a parameter or a constant');
  });

  test('only what was made from a parameter wants a gradient', () => {
    const x = engine.parameter([1, 2]);
    const constant = engine.tensor([3, 4]);
    expect(x.mul(constant).requiresGrad).toBe(true);
    expect(constant.mul(2).requiresGrad).toBe(false);
    expect(x.detach().mul(2).requiresGrad).toBe(false);
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    x.mul(constant).sum().backward();
    expect(constant.grad).toBeUndefined();
    expect(x.grad?.toArray()).toEqual([3, 4]);
  });

  test('assignRows overwrites some rows in place, also with its own', () => {
    const x = engine.zeros([3, 2]);
    x.assignRows(
      [2, 0],
      engine.tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(x.toArray()).toEqual([
      [3, 4],
      [0, 0],
      [1, 2],
    ]);
    x.assignRows([2, 1, 0], x);
    expect(x.toArray()).toEqual([
      [1, 2],
      [0, 0],
      [3, 4],
    ]);
    const y = engine.parameter([1, 2]);
    y.assignRows([1], engine.tensor([5]));
    expect(y.toArray()).toEqual([1, 5]);
  });

  test.each<[string, number[], Tensor, string]>([
    ['a row that is not there', [2], engine.ones([1, 1]), 'index 2 (number 0) must be an integer from 0 to 1'],
    ['rows of another length', [0], engine.ones([1, 2]), 'expected shape (1, 1), got (1, 2)'],
    ['too few rows', [0, 1], engine.ones([1, 1]), 'expected shape (2, 1), got (1, 1)'],
    ['another engine', [0], (engine === cpu ? scalar : cpu).ones([1, 1]), 'operands are on different engines'],
  ])('assignRows refuses %s', (_, indices, source, message) => {
    const x = engine.zeros([2, 1]);
    expect(() => {
      x.assignRows(indices, source);
    }).toThrow(`assignRows: ${message}`);
    expect(() => {
      x.mul(engine.parameter([[1]])).assignRows([0], engine.ones([1, 1]));
    }).toThrow('assignRows: this tensor is the result of mul');
  });

  test('assign overwrites in place, from a tensor of any engine or flat numbers', () => {
    const x = engine.parameter([[1, 2]]);
    x.assign([3, 4]);
    expect(x.toArray()).toEqual([[3, 4]]);
    x.assign(scalar.tensor([[5, 6]]));
    expect(x.toArray()).toEqual([[5, 6]]);
    expect(() => {
      x.assign([1]);
    }).toThrow(ShapeError);
    expect(() => {
      x.assign(engine.tensor([1, 2]));
    }).toThrow('assign: expected shape (1, 2), got (2)');
  });

  test('a frozen parameter is a constant until it is thawed', () => {
    const p = engine.parameter([1, 2]);
    const q = engine.parameter([3, 4]);
    p.mul(q).sum().backward();
    p.freeze();
    p.freeze();
    expect(p).toMatchObject({ isParameter: true, requiresGrad: false, hasGrad: false });
    expect(p.mul(2).requiresGrad).toBe(false);
    p.mul(q).sum().backward();
    expect([p.grad, q.grad?.toArray()]).toEqual([undefined, [2, 4]]);
    p.freeze(false);
    p.mul(q).sum().backward();
    expect([p.requiresGrad, p.grad?.toArray()]).toEqual([true, [3, 4]]);
    for (const other of [engine.tensor([1]), p.mul(2)]) {
      expect(() => {
        other.freeze();
      }).toThrow('freeze: expected a parameter');
    }
  });

  test('a step of Adam in one pass follows its formula, and needs a gradient', () => {
    const p = engine.parameter([1, -2]);
    const [m, v] = [engine.tensor([0.5, 0.25]), engine.tensor([0.04, 0.09])];
    const update = {
      lr: 0.1,
      beta1: 0.75,
      beta2: 0.5,
      eps: 0.5,
      weightDecay: 0.25,
      correction1: 0.4,
      correction2: 0.8,
    };
    expect(p.fusedUpdate('adam', [m, v], update)).toBe(false);
    expect([p, m, v].map((x) => x.toArray())).toEqual([
      [1, -2],
      [0.5, 0.25],
      [0.04, 0.09],
    ]);
    p.grad = engine.tensor([2, -4]);
    expect(p.fusedUpdate('adam', [m, v], update)).toBe(true);
    const close = (numbers: readonly number[]) => numbers.map((x) => expect.closeTo(x, 12) as number);
    expect(m.toArray()).toEqual(close([0.875, -0.8125])); // 0.75 · 0.5 + 0.25 · 2
    expect(v.toArray()).toEqual(close([2.02, 8.045])); // 0.5 · 0.04 + 0.5 · 2²
    expect(p.toArray()).toEqual(
      close([
        1 - 0.1 * (2.1875 / (Math.sqrt(2.525) + 0.5) + 0.25 * 1),
        -2 - 0.1 * (-2.03125 / (Math.sqrt(10.05625) + 0.5) - 0.25 * 2),
      ]),
    );
    expect(p.grad.toArray()).toEqual([2, -4]);
  });

  test('a step in one pass is refused for a result, and with averages of another shape or engine', () => {
    const p = engine.parameter([1, 2]);
    const other = engine === cpu ? scalar : cpu;
    const update = { lr: 0.1, beta1: 0, beta2: 0, eps: 1, weightDecay: 0, correction1: 1, correction2: 1 };
    const [ones, single] = [engine.ones([2]), engine.ones([1])];
    p.grad = ones;
    expect(() => p.mul(2).fusedUpdate('adam', [ones, ones], update)).toThrow('adam: this tensor is the result of mul');
    expect(() => p.fusedUpdate('adam', [single, ones], update)).toThrow('adam: expected shape (2), got (1)');
    expect(() => p.fusedUpdate('adam', [ones, single], update)).toThrow('adam: expected shape (2), got (1)');
    expect(() => p.fusedUpdate('adam', [ones, other.ones([2])], update)).toThrow(
      'adam: operands are on different engines',
    );
    expect(p.fusedUpdate('sgd', [], { lr: 1, momentum: 0, nesterov: 0, weightDecay: 0 })).toBe(false); // has no kernel
    expect(p.toArray()).toEqual([1, 2]);
  });

  test('softmax and its logarithm pass nothing by way of the maximum that they subtract', () => {
    const x = engine.parameter([[1, 2, 3]]);
    for (const y of [Tensor.prototype.softmax.call(x), Tensor.prototype.logSoftmax.call(x)]) {
      const operations = topologicalOrder<Tensor>(y).map(({ op }) => op);
      expect(operations).toContain('exp');
      expect(operations).not.toContain('pick');
    }
  });

  test('an operation of your own works without recording, forward and backward', () => {
    const seen: boolean[] = [];
    const watching: CustomOp = {
      name: 'watching',
      forward: (x) => {
        seen.push(isRecording());
        return x.mul(2);
      },
      backward: (gy) => {
        seen.push(isRecording());
        return [gy.mul(2)];
      },
    };
    const x = engine.parameter([3]);
    x.custom(watching).sum().backward();
    expect([x.grad?.toArray(), isRecording()]).toEqual([[2], true]);
    expect(seen).toEqual([false, false]);
  });

  test('dropout keeps the mean, and takes one number of the stream for each element', () => {
    let drawn = 0;
    const rng = { random: () => (drawn++ % 4) / 4 };
    const y = engine.ones([4, 4]).dropout(0.25, rng);
    expect(drawn).toBe(16);
    expect(y.mean().item()).toBeCloseTo(1, 14);
    const x = engine.ones([2]);
    expect(x.dropout(0, rng)).toBe(x);
  });
});

describe.each([scalar, cpu])('[$name] toArray', (engine) => {
  test('with a number of axes has their type', () => {
    const [first, second]: number[] = engine.tensor([[1, 2]]).toArray(2)[0];
    const single: number = engine.tensor(3).toArray(0);
    expect([first, second, single]).toEqual([1, 2, 3]);
    expect(engine.tensor([[[4]]]).toArray(3)[0][0][0]).toBe(4);
    expect(engine.tensor([5]).toArray(1)[0].toFixed(1)).toBe('5.0');
  });

  test('refuses another number of axes', () => {
    expect(() => engine.tensor([[1, 2]]).toArray(1)).toThrow('toArray: expected rank 1, got shape (1, 2)');
  });
});

test('on scalar every number is a Value that can be traced', () => {
  const x = scalar.parameter([3]);
  const y = x.mul(2);
  if (!(y instanceof ValueTensor) || !(x instanceof ValueTensor)) throw new Error('expected ValueTensors');
  expect(y.values[0]).toMatchObject({ data: 6, op: 'mul', localGrads: [2], children: [x.values[0]] });
});

test('on scalar the views within attention have no Values of their own, and views after it have', () => {
  const x = scalar.parameter([
    [1, 2],
    [3, 4],
  ]);
  const opsOf = (y: Tensor) =>
    y instanceof ValueTensor ? topologicalOrder<Value>(y.values[0]).map(({ op }) => op) : [];
  const ops = new Set(opsOf(x.causalAttention(x, x, { heads: 1 })));
  expect(['dot', 'exp', 'div'].filter((op) => !ops.has(op))).toEqual([]);
  expect(['slice', 'reshape', 'transpose', 'concat'].filter((op) => ops.has(op))).toEqual([]);
  expect(() => x.causalAttention(x, x, { heads: 3 })).toThrow('heads');
  expect(opsOf(x.reshape([4]))).toEqual(['', 'reshape']);
});

test('isTensor knows tensors from other things', () => {
  expect([cpu.zeros([1]), scalar.zeros([1])].every(isTensor)).toBe(true);
  expect([null, undefined, 1, {}, [], 'x'].some(isTensor)).toBe(false);
});
