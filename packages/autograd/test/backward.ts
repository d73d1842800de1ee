// What backward, gradients and views guarantee on any engine.

import { expect, test } from 'vitest';
import { cpu, noGrad, scalar, Tensor, type CustomOp, type Engine } from '../src/index.ts';

const views: Record<string, (x: Tensor) => Tensor> = {
  reshape: (x) => x.reshape([3, 1]),
  'reshape to the same shape': (x) => x.reshape([3]),
  slice: (x) => x.slice(0, 2),
  'slice of all': (x) => x.slice(0),
  transpose: (x) => x.reshape([1, 3]).transpose(),
  broadcastTo: (x) => x.broadcastTo([2, 3]),
  'broadcastTo the same shape': (x) => x.broadcastTo([3]),
  take: (x) => x.take([0, 0]),
  pick: (x) => x.reshape([1, 3]).pick([1]),
  max: (x) => x.max(),
  concat: (x) => Tensor.concat([x, x]),
  'concat of one': (x) => Tensor.concat([x]),
  stack: (x) => Tensor.stack([x, x]),
  'an operation of your own that hands on its input': (x) =>
    x.custom({ name: 'same', forward: (y) => y, backward: (gy) => [gy] }),
  'view of a view': (x) => x.reshape([1, 3]).slice(1, 3, 1).transpose().reshape([-1]),
};

/** Ways to use x (2, 2); a tensor may be used in several of them at once. */
const uses: Record<string, (x: Tensor, c: Tensor) => Tensor> = {
  'a term': (x, c) => x.add(c),
  'a factor': (x, c) => c.mul(x),
  'a factor of itself': (x) => x.mul(x),
  'what is divided by': (x, c) => c.div(x),
  'a function': (x) => x.tanh(),
  'a repeated row': (x, c) => x.slice(0, 1).add(c),
  'a sum': (x) => x.sum(0),
  'a maximum': (x) => x.max(-1),
  'a choice': (x, c) => x.where(c, 0),
  'the left of a product': (x, c) => x.matmul(c),
  'the right of a product': (x, c) => c.matmul(x),
  'both sides of a product': (x) => x.matmul(x),
  'a product for each of a batch': (x, c) => x.matmul(c.broadcastTo([3, 2, 2])),
  'the input of a linear map': (x, c) => x.linear(c),
  'the weight of a linear map': (x, c) => c.linear(x),
  'the bias of a linear map': (x, c) => c.linear(c, x.reshape([4]).slice(0, 2)),
  'a reshape': (x) => x.reshape([4]),
  'a transpose': (x) => x.transpose(),
  'rows, one twice': (x) => x.take([0, 1, 1]),
  'a number of each row': (x) => x.pick([1, 0]),
  'a part of a whole': (x, c) => Tensor.concat([x, c, x]),
  'a softmax': (x) => x.softmax(),
  'a logarithm of softmax': (x) => x.logSoftmax(),
  'a root-mean-square norm': (x) => x.rmsNorm(),
  'a layer norm': (x) => x.layerNorm(),
  'a cross-entropy': (x) => x.crossEntropy([1, 1]),
  queries: (x, c) => x.causalAttention(c, c, { heads: 1 }),
  keys: (x, c) => c.causalAttention(x, c, { heads: 1 }),
  values: (x, c) => c.causalAttention(c, x, { heads: 1 }),
  'an input of an operation of your own': (x, c) =>
    x.custom({ name: 'product', forward: (a, b) => a.mul(b), backward: (gy, _, a, b) => [gy.mul(b), gy.mul(a)] }, c),
};

const weights = [3, -2, 1, 5, 4, -1, 2, 6, -3, 7, -4, 8]; // uneven, so that no gradient is hidden by symmetry

/** Tests an engine; call it at the top level of a test file. */
export function testBackward(engine: Engine): void {
  const { name } = engine;
  const numbers = (tensor: Tensor | undefined) => (tensor === undefined ? undefined : Array.from(tensor.toFlat()));

  test.each(Object.entries(views))(`[${name}] %s has its own gradient`, (_, view) => {
    for (const make of [(p: Tensor) => p, (p: Tensor) => p.mul(1)]) {
      const p = engine.parameter([1, 2, 3]);
      const x = make(p);
      const y = view(x);
      y.sum().add(x.mul(10).sum()).backward(); // each number of y has the gradient 1
      expect(numbers(y.grad)).toEqual(numbers(engine.ones(y.shape)));
    }
  });

  test.each(Object.entries(views))(
    `[${name}] %s keeps its numbers when what it was made from is overwritten`,
    (_, view) => {
      for (const make of [(e: Engine) => e.parameter([1, 2, 3]), (e: Engine) => e.tensor([1, 2, 3])]) {
        const x = make(engine);
        const y = view(x);
        const before = numbers(y);
        x.assign([7, 8, 9]);
        x.assignRows([1], engine.tensor([5]).reshape([1]));
        expect(numbers(y)).toEqual(before);
        expect(numbers(view(x))).not.toEqual(before);
      }
    },
  );

  test(`[${name}] the gradient of a result is that of the last backward only`, () => {
    const p = engine.parameter([1, 2, 3]);
    const y = p.mul(2);
    const [all, first] = [y.sum(), y.slice(0, 1).sum()]; // which does not reach the others
    all.backward();
    first.backward();
    expect([numbers(y.grad), numbers(p.grad)]).toEqual([
      [1, 0, 0],
      [4, 2, 2],
    ]);
  });

  test(`[${name}] the gradient of a view can be set and forgotten without touching the parameter's`, () => {
    const p = engine.parameter([1, 2]);
    const y = p.reshape([2, 1]);
    const loss = y.sum();
    loss.backward();
    loss.backward();
    expect([numbers(y.grad), numbers(p.grad)]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    y.zeroGrad();
    expect([y.hasGrad, y.grad]).toEqual([false, undefined]);
    y.grad = engine.tensor([[5], [6]]);
    expect([numbers(y.grad), numbers(p.grad)]).toEqual([
      [5, 6],
      [2, 2],
    ]);
  });

  test.each(Object.entries(uses))(
    `[${name}] every use of a tensor adds to its gradient: as %s and otherwise`,
    (_, use) => {
      const c = engine.tensor([
        [0.5, -1],
        [2, 1.5],
      ]);
      const gradient = (isParameter: boolean, ...ways: readonly (typeof use)[]) => {
        const p = engine.parameter([
          [1, 2],
          [-3, 0.75],
        ]);
        const x = isParameter ? p : p.mul(1);
        const results = ways.map((way) => way(x, c));
        const weighed = results.map((y) =>
          y
            .reshape([-1])
            .mul(engine.tensor(weights.slice(0, y.toFlat().length)))
            .sum(),
        );
        weighed.reduce((sum, y) => sum.add(y)).backward();
        return Array.from(x.grad?.toFlat() ?? []);
      };
      for (const isParameter of [true, false]) {
        const alone = gradient(isParameter, use);
        for (const [otherName, other] of Object.entries(uses)) {
          const sum = gradient(isParameter, other).map((g, i) => expect.closeTo(alone[i] + g, 4) as number);
          expect(gradient(isParameter, use, other), otherName).toEqual(sum);
        }
      }
    },
  );

  test(`[${name}] hasFiniteGrad is false if a single number of the gradient is infinite or NaN`, () => {
    const p = engine.parameter(new Array<number>(9).fill(1));
    const y = p.mul(1);
    y.sum().backward();
    expect([p.hasFiniteGrad, y.hasFiniteGrad]).toEqual([true, true]);
    for (const bad of [Infinity, -Infinity, NaN]) {
      for (const place of [0, 5, 8]) {
        p.zeroGrad();
        p.mul(engine.tensor(new Array<number>(9).fill(2).with(place, bad)))
          .sum()
          .backward();
        expect([p.hasFiniteGrad, engine.parameter([bad]).hasFiniteGrad]).toEqual([false, true]);
        y.grad = engine.tensor(new Array<number>(9).fill(2).with(place, bad));
        expect(y.hasFiniteGrad).toBe(false);
      }
    }
    for (const x of [p, y]) {
      x.zeroGrad();
      expect(x.hasFiniteGrad).toBe(true);
    }
  });

  test(`[${name}] backward on a parameter itself adds 1, before and after other calls`, () => {
    for (const shape of [[], [1], [1, 1]]) {
      const p = engine.parameter([2], shape);
      p.backward();
      p.mul(3).sum().backward();
      p.backward();
      expect(p.grad?.shape).toEqual(shape);
      expect(numbers(p.grad)).toEqual([5]);
      p.mul(3).sum().backward();
      expect(numbers(p.grad)).toEqual([8]);
      p.reshape([]).backward();
      p.reshape([]).backward();
      expect(numbers(p.grad)).toEqual([10]);
      p.zeroGrad();
      expect(p.hasGrad).toBe(false);
      p.backward();
      expect(numbers(p.grad)).toEqual([1]);
    }
  });

  test(`[${name}] backward inside noGrad accumulates as it does outside`, () => {
    const p = engine.parameter([1, 2]);
    const loss = p.mul(p).sum();
    noGrad(() => {
      loss.backward();
      loss.backward();
      p.slice(0, 1).sum();
    });
    p.mul(p).sum().backward();
    expect(numbers(p.grad)).toEqual([6, 12]);
  });

  test(`[${name}] an operation that passes no gradient to an input leaves it without one`, () => {
    const [p, q, r] = [engine.parameter([1, 2]), engine.parameter([3, 4]), engine.parameter([5, 6])];
    const first: CustomOp = {
      name: 'first',
      forward: (a, b) => a.mul(b),
      backward: (gy, _, __, b) => [gy.mul(b), undefined],
    };
    p.custom(first, q.mul(r)).sum().backward();
    expect([p.hasGrad, q.hasGrad, r.hasGrad]).toEqual([true, false, false]);
    expect(numbers(p.grad)).toEqual([15, 24]);
    const nothing: CustomOp = { name: 'nothing', forward: (a) => a.mul(2), backward: () => [undefined] };
    const y = q.custom(nothing);
    y.sum().backward();
    expect([y.isParameter, q.hasGrad, q.grad]).toEqual([false, false, undefined]);
    q.mul(3).sum().backward();
    q.custom(nothing).sum().backward();
    expect(numbers(q.grad)).toEqual([3, 3]); // what it had stays
  });

  test(`[${name}] backward of a result made only through comparisons is allowed, and reaches no parameter`, () => {
    const p = engine.parameter([1, 2]);
    const y = p.greater(1.5).sqrt().sum();
    y.backward();
    expect([y.hasGrad, y.grad]).toEqual([false, undefined]);
    p.less(engine.tensor([3, 1]))
      .mul(2)
      .add(1)
      .sum()
      .backward();
    expect([p.hasGrad, p.grad]).toEqual([false, undefined]);
    for (const lost of [p.greater(0).detach().sum(), noGrad(() => p.greater(0).sum()), engine.ones([1]).greater(0)]) {
      expect(() => {
        lost.backward();
      }).toThrow('backward: this was computed in noGrad or from constants');
    }
  });

  test(`[${name}] setting an invalid gradient leaves none behind`, () => {
    const p = engine.parameter([1, 2]);
    p.mul(3).sum().backward();
    p.zeroGrad();
    const other = engine === cpu ? scalar : cpu;
    expect(() => {
      p.grad = other.tensor([9, 9]);
    }).toThrow('grad: ');
    expect(() => {
      p.grad = engine.tensor([9]);
    }).toThrow('grad: expected shape (2), got (1)');
    expect([p.hasGrad, p.grad]).toEqual([false, undefined]);
  });

  test(`[${name}] a failing backward leaves no gradient where there was none`, () => {
    const [p, q] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
    let isBroken = engine !== scalar; // which requests the gradients during the forward computation
    const broken: CustomOp = {
      name: 'broken',
      forward: (x) => x.mul(2),
      backward: (gy) => {
        if (isBroken) throw new Error('broken');
        return [gy.mul(2)];
      },
    };
    const loss = q.custom(broken).add(p).sum();
    if (isBroken) {
      expect(() => {
        loss.backward();
      }).toThrow('broken');
      expect([p.hasGrad, q.hasGrad]).toEqual([false, false]);
      isBroken = false;
    }
    loss.backward();
    expect([numbers(p.grad), numbers(q.grad)]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test(`[${name}] a change to the gradient of the result itself persists`, () => {
    const p = engine.parameter([3, 4]);
    const loss = p.mul(p).sum();
    loss.backward();
    loss.scaleGrad(0.5);
    p.mul(2).sum();
    expect(numbers(loss.grad)).toEqual([0.5]);
  });

  test(`[${name}] a constant may be given a gradient, which persists`, () => {
    const c = engine.tensor([1, 2]);
    c.grad = engine.tensor([3, 4]);
    for (let i = 0; i < 3; i++) engine.parameter([1]).mul(2).sum().backward();
    expect(numbers(c.grad)).toEqual([3, 4]);
  });

  test(`[${name}] noGrad keeps tensors returned in arrays, maps, sets and objects, however deep or circular`, () => {
    const p = engine.parameter([1, 2]);
    interface Circle {
      self?: Circle;
      readonly tensor: Tensor;
    }
    const { map, set, list, circle } = noGrad(() => {
      const made: Circle = { tensor: p.mul(6) };
      made.self = made;
      return {
        map: new Map([['a', p.mul(2)]]),
        set: new Set([p.mul(3)]),
        list: [[{ inner: p.mul(4) }]],
        circle: made,
      };
    });
    noGrad(() => p.mul(9));
    const kept = [map.get('a'), ...set, list[0][0].inner, circle.self?.tensor];
    expect(kept.map((tensor) => tensor?.toFlat()[1])).toEqual([4, 6, 8, 12]);

    let deep: unknown[] = [];
    const innermost = deep;
    for (let i = 0; i < 200_000; i++) deep = [deep];
    noGrad(() => {
      innermost.push(p.mul(5));
      return deep;
    });
    noGrad(() => p.mul(9));
    expect(numbers(innermost[0] as Tensor)).toEqual([5, 10]);
  });
}
