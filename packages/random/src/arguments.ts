// What a type checker would have refused, for callers without one.

/**
 * Refuses more arguments than a method has. Pass `arguments.length`.
 *
 * @param remedy what to do instead, where the habit of another library leads here
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(method: string, count: number, most: number, remedy?: string): void {
  if (count <= most) return;
  const expected = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`${method}: expected ${expected}, got ${count}${remedy === undefined ? '' : `; ${remedy}`}`);
}

/**
 * Refuses what has no numbered elements, as arrays and typed arrays have.
 *
 * @throws TypeError if it is of another kind
 */
export function checkArray(expected: string, x: unknown): void {
  if (typeof x === 'object' && x !== null && 'length' in x && Number.isInteger(x.length)) return;
  throw new TypeError(`${expected}, got ${kind(x)}`);
}

/** The error for an argument that should be a certain number: a RangeError for another number, a TypeError otherwise. */
export function misfit(expected: string, got: unknown): RangeError | TypeError {
  return typeof got === 'number'
    ? new RangeError(`${expected}, got ${got}`)
    : new TypeError(`${expected}, got ${kind(got)}`);
}

function kind(x: unknown): string {
  return x === null ? 'null' : typeof x;
}
