import { expect, test } from 'vitest';
import {
  checkArguments,
  checkCount,
  checkKind,
  checkOptions,
  checkPositive,
  cpu,
  hasMethod,
  show,
} from '../src/index.ts';

test.each([
  [1, 0, 'f: expected no arguments, got 1'],
  [3, 1, 'f: expected one argument, got 3'],
  [3, 2, 'f: expected at most 2 arguments, got 3'],
])('checkCount refuses %d arguments if at most %d are allowed', (count, most, message) => {
  expect(() => {
    checkCount('f', count, most);
  }).toThrow(new TypeError(message));
  expect(() => {
    checkCount('f', count, most, 'transpose first');
  }).toThrow(new TypeError(`${message}; transpose first`));
  checkCount('f', most, most);
});

const known = ['lr', 'beta1', 'beta2', 'weightDecay'];

test.each([
  [{ betas: [0.9, 0.99] }, 'f: unknown option "betas"; did you mean beta1, beta2?'],
  [{ lr: 1, weight_decay: 0 }, 'f: unknown option "weight_decay"; did you mean weightDecay?'],
  [{ WEIGHTDECAY: 0 }, 'f: unknown option "WEIGHTDECAY"; did you mean weightDecay?'],
  [{ Epsilon: 0 }, 'f: unknown option "Epsilon"; the options are lr, beta1, beta2, weightDecay'],
  [{ momentum: 0 }, 'f: unknown option "momentum"; the options are lr, beta1, beta2, weightDecay'],
  [{ beam: 0 }, 'f: unknown option "beam"; the options are lr, beta1, beta2, weightDecay'],
  [true, 'f: expected options { lr, beta1, beta2, weightDecay }, got true'],
  [null, 'f: expected options { lr, beta1, beta2, weightDecay }, got null'],
  [[1], 'f: expected options { lr, beta1, beta2, weightDecay }, got [1]'],
])('checkOptions refuses %o', (options, message) => {
  expect(() => {
    checkOptions('f', options, known);
  }).toThrow(new TypeError(message));
});

test('checkOptions names an option in its other spelling alone, where others begin alike', () => {
  expect(() => {
    checkOptions('f', { weight_decay: 0 }, ['weights', 'weightDecay', 'weightDecays']);
  }).toThrow(new TypeError('f: unknown option "weight_decay"; did you mean weightDecay?'));
});

test('checkOptions takes none, some or all of the options', () => {
  for (const options of [undefined, {}, { lr: 1 }, { lr: 1, beta1: 0, beta2: 0, weightDecay: undefined }])
    checkOptions('f', options, known);
});

function given(..._: readonly unknown[]): IArguments {
  return arguments;
}

test('checkArguments refuses surplus arguments, and unknown options in the last argument or another', () => {
  checkArguments('f', given(), 2, known);
  checkArguments('f', given(1, { lr: 1 }), 2, known);
  checkArguments('f', given({ lr: 1 }, 2), 2, known, 0);
  expect(() => {
    checkArguments('f', given(1, {}, 3), 2, known);
  }).toThrow(new TypeError('f: expected at most 2 arguments, got 3'));
  expect(() => {
    checkArguments('f', given(1, { betas: 0 }), 2, known);
  }).toThrow('f: unknown option "betas"');
  expect(() => {
    checkArguments('f', given({ betas: 0 }, 2), 2, known, 0);
  }).toThrow('f: unknown option "betas"');
});

test('checkKind says what was expected and what was given', () => {
  checkKind('f', 'a Random', 1, true);
  expect(() => {
    checkKind('f', 'a Random', { a: 1 }, false);
  }).toThrow(new TypeError('f: expected a Random, got an object'));
});

test.each([0, -1, 1.5, NaN, Infinity, '2', undefined])('checkPositive refuses %o', (n) => {
  checkPositive('f', { a: 1, b: 2 ** 40 });
  expect(() => {
    checkPositive('f', { a: 1, b: n as number });
  }).toThrow(new RangeError(`f: b must be a positive integer, got ${show(n)}`));
});

test('hasMethod finds own and inherited methods of any value', () => {
  expect([new Map(), { get: () => 1 }].map((x) => hasMethod(x, 'get'))).toEqual([true, true]);
  expect([undefined, null, 1, 'get', { get: 1 }].map((x) => hasMethod(x, 'get'))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

class Octave {
  readonly tones = 8;
}

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [-0.5, '-0.5'],
  [NaN, 'NaN'],
  [true, 'true'],
  [2n, '2n'],
  ['a "word"', '"a \\"word\\""'],
  [Symbol('s'), 'Symbol(s)'],
  [Math.exp, 'a function'],
  [[], '[]'],
  [[1, '2', null], '[1, "2", null]'],
  [Array(3), '[undefined, undefined, undefined]'],
  [[1, 2, 3, 4, 5], '[1, 2, 3, 4, …]'],
  [[[1], [2]], '[[1], [2]]'],
  [{ a: 1 }, 'an object'],
  [Object.create(null), 'an object'],
  [new Map(), 'a Map'],
  [new Float64Array(2), 'a Float64Array'],
  [new Int32Array(2), 'an Int32Array'],
  [new ArrayBuffer(2), 'an ArrayBuffer'],
  [new Error('text'), 'an Error'],
  [new Octave(), 'an Octave'],
  [new Uint8Array(2), 'a Uint8Array'],
  [cpu.tensor([1, 2]), 'a Tensor'],
])('show: %o', (value, shown) => {
  expect(show(value)).toBe(shown);
});
