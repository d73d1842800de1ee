// Run-time checks for callers without a type checker.

/**
 * Checks the number of arguments. Pass `arguments.length`.
 *
 * @param remedy what to do instead, for callers used to another library
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(method: string, count: number, most: number, remedy?: string): void {
  if (count <= most) return;
  const expected = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`${method}: expected ${expected}, got ${count}${remedy === undefined ? '' : `; ${remedy}`}`);
}

/**
 * Checks that x is an array, a typed array or another array-like object.
 *
 * @throws TypeError unless x is array-like
 */
export function checkArray(expected: string, x: unknown): void {
  if (typeof x === 'object' && x !== null && 'length' in x && Number.isInteger(x.length)) return;
  throw new TypeError(`${expected}, got ${kind(x)}`);
}

/** The error for an invalid argument where a number was expected: a RangeError for a number, a TypeError otherwise. */
export function invalidNumber(expected: string, got: unknown): RangeError | TypeError {
  return typeof got === 'number'
    ? new RangeError(`${expected}, got ${got}`)
    : new TypeError(`${expected}, got ${kind(got)}`);
}

function kind(x: unknown): string {
  return x === null ? 'null' : typeof x;
}
