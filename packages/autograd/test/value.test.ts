import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isRecording, noGrad, topologicalOrder, Value } from '../src/index.ts';

describe('Value', () => {
  test("gives the numbers of micrograd's README", () => {
    let a = new Value(-4.0);
    let b = new Value(2.0);
    const [a0, b0] = [a, b];
    let c = a.add(b);
    let d = a.mul(b).add(b.pow(3));
    c = c.add(c.add(1));
    c = c.add(Value.add(1, c).add(a.neg()));
    d = d.add(d.mul(2).add(b.add(a).relu()));
    d = d.add(Value.mul(3, d).add(b.sub(a).relu()));
    const e = c.sub(d);
    const f = e.pow(2);
    let g = f.div(2);
    g = g.add(Value.div(10, f));
    g.backward();
    expect(g.data).toBeCloseTo(24.7041, 4);
    expect(a0.grad).toBeCloseTo(138.8338, 4);
    expect(b0.grad).toBeCloseTo(645.5773, 4);
    a = b = a0; // the names above are rebound as in the original program
    expect(a).toBe(b);
  });

  test('holds its children and the derivative with respect to each', () => {
    const [a, b] = [new Value(3), new Value(5)];
    const y = a.mul(b);
    expect(y).toMatchObject({ data: 15, op: 'mul', localGrads: [5, 3], children: [a, b] });
  });

  test('used several times collects every gradient', () => {
    const a = new Value(3);
    a.mul(a).add(a).backward(); // d(a² + a)/da = 2a + 1
    expect(a.grad).toBe(7);
  });

  test('adds up gradients over several backward passes, of one result or of several', () => {
    const a = new Value(2);
    const square = a.mul(a);
    const y = square.mul(3); // dy/da = 6a = 12
    y.backward();
    y.backward();
    expect(a.grad).toBe(24);
    square.backward(); // + 2a = 4
    expect(a.grad).toBe(28);
  });

  test('takes plain numbers on either side', () => {
    const x = new Value(2);
    const cases: [Value, number, number][] = [
      [Value.sub(1, x), -1, -1],
      [Value.add(1, x), 3, 1],
      [Value.mul(3, x), 6, 3],
      [Value.div(1, x), 0.5, -0.25],
      [Value.pow(3, x), 9, 9 * Math.log(3)],
      [x.sub(1), 1, 1],
      [x.div(4), 0.5, 0.25],
      [x.pow(3), 8, 12],
      [x.maximum(1), 2, 1],
      [x.minimum(1), 1, 0],
    ];
    for (const [y, value, derivative] of cases) {
      x.grad = 0;
      y.backward();
      expect(y.data, y.op).toBeCloseTo(value, 12);
      expect(x.grad, y.op).toBeCloseTo(derivative, 12);
    }
  });

  test('sum and dot are one node each', () => {
    const xs = [1, 2, 3].map((x) => new Value(x));
    const ys = [4, 5, 6].map((y) => new Value(y));
    const dot = Value.dot(xs, ys); // 4 + 10 + 18
    expect(dot.data).toBe(32);
    expect(dot.children).toEqual([...xs, ...ys]);
    expect(dot.localGrads).toEqual([4, 5, 6, 1, 2, 3]);
    expect(topologicalOrder<Value>(dot)).toHaveLength(7);
    dot.backward();
    expect(xs.map((x) => x.grad)).toEqual([4, 5, 6]);
    expect(ys.map((y) => y.grad)).toEqual([1, 2, 3]);
    const sum = Value.sum(xs);
    sum.backward();
    expect(sum.data).toBe(6);
    expect(xs.map((x) => x.grad)).toEqual([5, 6, 7]);
    expect(Value.sum([]).data).toBe(0);
    xs.push(new Value(9)); // the sum stays what it was
    expect(sum.children).toHaveLength(3);
    xs.pop();
    expect(Value.dot([xs[0], xs[0]], [xs[0], xs[1]]).data).toBe(3); // one number on both sides
    expect(() => Value.dot(xs, [])).toThrow(new RangeError('Value.dot: lengths differ: 3 and 0'));
  });

  test('prints its number and gradient', () => {
    expect(String(new Value(2))).toBe('Value(2, grad 0)');
    expect(inspect(new Value(2))).toBe('Value(2, grad 0)');
  });
});

test('a chain of a million Values runs backward without overflow', () => {
  const x = new Value(1);
  let y = x;
  for (let i = 0; i < 1_000_000; i++) y = y.add(1e-6);
  y.backward();
  expect(y.data).toBeCloseTo(2, 6);
  expect(x.grad).toBe(1);
});

describe('noGrad', () => {
  test('forgets how results are made, and recording goes on afterwards', () => {
    const x = new Value(2);
    const y = noGrad(() => Value.dot([x.mul(x).exp()], [x]));
    expect(y.children).toEqual([]);
    expect(noGrad(() => Value.sum([x, x]))).toMatchObject({ data: 4, children: [], localGrads: [] });
    expect(x.mul(x).children).toEqual([x, x]);
  });

  test('nests, and ends when the body throws', () => {
    noGrad(() => {
      noGrad(() => undefined);
      expect(isRecording()).toBe(false);
    });
    expect(() =>
      noGrad(() => {
        throw new Error('body');
      }),
    ).toThrow('body');
    expect(isRecording()).toBe(true);
  });

  const refused = new TypeError('noGrad: the body must not be async or a generator; wrap each synchronous part');

  test.each<[string, () => unknown]>([
    ['an async function', async () => Promise.resolve(new Value(1))],
    ['one that returns a promise', () => Promise.reject(new Error('later')).catch(() => 0)],
    [
      'one that returns what can be awaited',
      () => ({
        then: (done: (x: Value) => void) => {
          done(new Value(1));
        },
      }),
    ],
    [
      'a generator',
      function* () {
        yield new Value(1);
      },
    ],
    [
      'an async generator',
      async function* () {
        yield Promise.resolve(new Value(1));
      },
    ],
    ['one that returns an iterator', () => [new Value(1)].values()],
    ['one that returns an iterator of its own', () => ({ next: () => ({ done: true, value: new Value(1) }) })],
  ])('refuses a body whose work would come later: %s', (_, body) => {
    expect(() => noGrad(body)).toThrow(refused);
    expect(isRecording()).toBe(true);
    expect(() => noGrad(() => noGrad(body))).toThrow(refused);
    expect(() => {
      noGrad(() => {
        noGrad(body);
      });
    }).toThrow(refused);
    expect(isRecording()).toBe(true);
  });

  test('returns anything else unchanged', () => {
    const results = [undefined, null, 0, 'text', new Map([[1, 2]]), [1], { then: 1, next: 2 }, () => 1];
    for (const result of results) expect(noGrad(() => result)).toBe(result);
  });
});

test('two copies of the package share the state behind noGrad and topologicalOrder', async () => {
  const another = '../src/graph/state.ts?another'; // a query makes the loader load the file again
  const copy = (await import(another)) as typeof import('../src/graph/state.ts');
  expect(noGrad(() => copy.state.recording)).toBe(false);
  copy.state.recording = false;
  expect(isRecording()).toBe(false);
  copy.state.recording = true;
  const x = new Value(1);
  copy.state.walks += 2;
  topologicalOrder<Value>(x);
  expect(x.lastWalk).toBe(copy.state.walks);
});

describe('topologicalOrder', () => {
  test('lists every node once, after its children', () => {
    const a = new Value(1);
    const b = a.mul(2);
    const c = a.add(b);
    const d = c.mul(b).add(c);
    const order = topologicalOrder<Value>(d);
    expect(new Set(order).size).toBe(order.length);
    expect(order).toHaveLength(5);
    for (const node of order)
      for (const child of node.children) expect(order.indexOf(child)).toBeLessThan(order.indexOf(node));
  });
});
