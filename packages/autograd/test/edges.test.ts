import { describe, expect, test } from 'vitest';
import { cpu, scalar, Value } from '../src/index.ts';
import { checkChoices, checkEdges, checkEdgesOfValue, checkEqualNumbers } from './check-edges.ts';
import { binaryEdges, rowEdges, unaryEdges } from './edges.ts';

for (const engine of [scalar, cpu]) {
  checkEdges(engine);
  checkChoices(engine);
  checkEqualNumbers(engine);
}
checkEdgesOfValue();

test('[Value] an operand not selected, or only compared, gets no gradient', () => {
  const derivative = (at: number, f: (x: Value) => Value) => {
    const x = new Value(at);
    f(x).backward();
    return x.grad;
  };
  expect(derivative(-1, (x) => x.relu().sqrt())).toBe(0);
  expect(derivative(0, (x) => x.maximum(1).sub(1).sqrt())).toBe(0);
  expect(derivative(5, (x) => x.minimum(new Value(0)).sqrt())).toBe(0);
  expect(derivative(0, (x) => x.mul(x.log().greater(-5)))).toBe(0);
  expect(derivative(0, (x) => x.mul(0).sqrt())).toBeNaN();
  for (const y of [new Value(1).greater(2), new Value(1).less(new Value(2))]) {
    expect(y).toMatchObject({ children: [], localGrads: [] });
  }
  const second = { name: 'second', f: (_: number, b: number) => b, da: null, db: () => 1 };
  const [a, b] = [new Value(1), new Value(2)];
  expect(a.zip(second, b)).toMatchObject({ data: 2, children: [b], localGrads: [1] });
  expect(a.zip(second, 3)).toMatchObject({ data: 3, children: [], localGrads: [] });
});

describe.each([...Object.entries(unaryEdges), ...Object.entries(binaryEdges), ...Object.entries(rowEdges)])(
  'the table of %s',
  (_, { lines, why }) => {
    test('gives a reason if the numbers of PyTorch differ, and only then', () => {
      expect(lines.some(({ pytorch }) => pytorch !== undefined)).toBe(why !== '');
      for (const { numbers, pytorch } of lines)
        if (pytorch) expect(numbers.slice(-pytorch.length)).not.toEqual(pytorch);
    });
  },
);
