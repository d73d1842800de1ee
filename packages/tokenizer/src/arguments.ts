// Run-time checks for callers without a type checker.

import type { EncodeOptions } from './tokenizer.ts';

/**
 * Checks the number of arguments. Pass `arguments.length`.
 *
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(method: string, count: number, most = 1): void {
  if (count <= most) return;
  const expected = most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`CharTokenizer.${method}: expected ${expected}, got ${count}`);
}

/** Whether x is an iterable object; a string is not an object. */
export function isIterable(x: unknown): boolean {
  return typeof x === 'object' && x !== null && Symbol.iterator in x;
}

/**
 * The checked `maxTokens` option of `encode`; default Infinity.
 *
 * @throws TypeError if the options are not an object, or have another option
 * @throws RangeError unless the limit is a non-negative integer or Infinity
 */
export function maxTokensOf(options: EncodeOptions): number {
  if (Object(options) !== options) throw wrongType('encode: expected options { maxTokens }', options);
  for (const name in options) {
    if (name !== 'maxTokens')
      throw new TypeError(`CharTokenizer.encode: unknown option "${name}"; the option is maxTokens`);
  }
  const { maxTokens = Infinity } = options;
  if (maxTokens === Infinity || (Number.isInteger(maxTokens) && maxTokens >= 0)) return maxTokens;
  throw new RangeError(`CharTokenizer.encode: maxTokens must be a non-negative integer, got ${String(maxTokens)}`);
}

/** The error for an argument of the wrong type. */
export function wrongType(expected: string, got: unknown): TypeError {
  return new TypeError(`CharTokenizer.${expected}, got ${got === null ? 'null' : typeof got}`);
}
