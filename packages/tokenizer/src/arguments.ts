// Run-time checks for callers without a type checker. `where` is the function that was called.

/**
 * Checks the number of arguments. Pass `arguments.length`.
 *
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(where: string, count: number, most = 1): void {
  if (count > most) throw new TypeError(`${where}: expected at most ${most} argument${most > 1 ? 's' : ''}, got ${count}`);
}

/**
 * Checks that options are an object with the named options and no others.
 *
 * @throws TypeError if they are not
 */
export function checkOptions(where: string, options: unknown, names: readonly string[]): void {
  const list = names.join(', ');
  if (!isObject(options)) throw wrongType(where, `options { ${list} }`, options);
  for (const name in options) {
    if (!names.includes(name)) throw new TypeError(`${where}: unknown option "${name}"; the options are ${list}`);
  }
}

/**
 * Checks that x is a string.
 *
 * @throws TypeError if it is not
 */
export function checkString(where: string, x: unknown): asserts x is string {
  if (typeof x !== 'string') throw wrongType(where, 'a string', x);
}

/**
 * Checks that x is an iterable object, which a string is not.
 *
 * @throws TypeError if it is not
 */
export function checkIterable(where: string, items: string, x: unknown): void {
  if (!(isObject(x) && Symbol.iterator in x)) throw wrongType(where, `${items} in an array`, x);
}

/**
 * Checks a token id.
 *
 * @throws TypeError unless it is a number
 * @throws RangeError unless it is an integer from 0 to vocabSize − 1
 */
export function checkId(where: string, id: number, vocabSize: number): void {
  if (Number.isInteger(id) && id >= 0 && id < vocabSize) return;
  if (typeof id !== 'number') throw wrongType(where, 'numbers in an array', id);
  throw new RangeError(`${where}: id ${id} must be an integer from 0 to ${vocabSize - 1}`);
}

/**
 * Checks the `maxTokens` option of `encode`.
 *
 * @throws RangeError unless it is a non-negative integer or Infinity
 */
export function checkMaxTokens(where: string, maxTokens: number): void {
  if (maxTokens === Infinity || (Number.isInteger(maxTokens) && maxTokens >= 0)) return;
  throw new RangeError(`${where}: maxTokens must be a non-negative integer, got ${String(maxTokens)}`);
}

/** The error for an argument of the wrong type. */
export function wrongType(where: string, expected: string, got: unknown): TypeError {
  return new TypeError(`${where}: expected ${expected}, got ${got === null ? 'null' : typeof got}`);
}

function isObject(x: unknown): x is object {
  return typeof x === 'object' && x !== null;
}
