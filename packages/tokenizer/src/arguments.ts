// What a type checker would have refused, for callers without one.

/**
 * Refuses more arguments than a method has. Pass `arguments.length`.
 *
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(method: string, count: number, most = 1): void {
  if (count <= most) return;
  const expected = most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`CharTokenizer.${method}: expected ${expected}, got ${count}`);
}

/** Whether something can be iterated over; a string is not meant. */
export function isIterable(x: unknown): boolean {
  return typeof x === 'object' && x !== null && Symbol.iterator in x;
}

/** The error for an argument of the wrong kind. */
export function wrongKind(expected: string, got: unknown): TypeError {
  return new TypeError(`CharTokenizer.${expected}, got ${got === null ? 'null' : typeof got}`);
}
