// Checks of arguments for callers without a type checker, and of the machine.

/**
 * Checks the number of arguments. Pass `arguments.length`.
 *
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(operation: string, count: number, most: number): void {
  if (count > most) throw new TypeError(`${operation}: expected at most ${most} arguments, got ${count}`);
}

/**
 * Checks that typed arrays have the byte order of the format, as on all but a few mainframes.
 *
 * @throws Error if they have not
 */
export function checkLittleEndian(operation: string): void {
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] === 1) return;
  throw new Error(`${operation}: needs a little-endian machine`);
}
