import { expect, test } from 'vitest';
import { parseExpression } from '../../src/views/graph/expression/expression.ts';

function valueOf(text: string, numbers: Readonly<Record<string, number>> = {}): number {
  return parseExpression(text).evaluate(new Map(Object.entries(numbers))).result.data;
}

test.each([
  ['a*b + tanh(c)', { a: 2, b: -3, c: 0.5 }, -6 + Math.tanh(0.5)],
  ['a - b - c', { a: 1, b: 2, c: 3 }, -4],
  ['2^3^2', {}, 512],
  ['(-a)^2', { a: 3 }, 9],
  ['-(a^2)', { a: 3 }, -9],
  ['-a*b', { a: 2, b: 3 }, -6],
  ['(a + b) * (c - 1) / 2', { a: 1, b: 2, c: 5 }, 6],
  ['max(a, relu(b)) + min(1, 2)', { a: -1, b: -2 }, 1],
  ['a', { a: 7 }, 7],
  ['constructor', { constructor: 7 }, 7],
  ['+a × b − c ÷ 2 · a', { a: 2, b: 3, c: 4 }, 2],
])('%s', (text, numbers, expected) => {
  expect(valueOf(text, numbers)).toBeCloseTo(expected, 12);
});

test('its gradients are those of Value', () => {
  const { result, inputs } = parseExpression('a*b + tanh(c)').evaluate(new Map([['a', 2], ['b', -3], ['c', 0.5]])); // prettier-ignore
  result.backward();
  expect(inputs.get('a')?.grad).toBe(-3);
  expect(inputs.get('b')?.grad).toBe(2);
  expect(inputs.get('c')?.grad).toBeCloseTo(1 - Math.tanh(0.5) ** 2, 12);
  expect([...inputs.keys()]).toEqual(['a', 'b', 'c']);
});

test.each([
  ['', 'Type an expression'],
  ['a*', 'at character 3'],
  ['(a + b', 'at character'],
  ['((a) * ', 'at character 8'],
  ['a b', 'Write an operator between the parts'],
  ['foo(a)', 'There is no function foo. Use one of exp, log'],
  ['tanh(a, b)', 'tanh takes one expression, not 2'],
  ['max(a)', 'max takes two expressions, not 1'],
  ['tanh', 'Write tanh(…): tanh is a function.'],
  ['valueOf(a, b)', 'There is no function valueOf'],
  ['toString(a)', 'There is no function toString'],
  ['2x', 'To multiply, write 2*x.'],
  ['x**2', 'For a power, write x^2.'],
  ['x²', 'For a power, write x^2.'],
  ['-a^2', 'Write (-a)^b or -(a^b)'],
  ['"a" + 1', 'is not a number'],
  ['a.b', 'Use numbers, names'],
  ['[1, 2]', 'Use numbers, names'],
])('%j is refused with a sentence', (text, message) => {
  expect(() => parseExpression(text)).toThrow(message);
});
