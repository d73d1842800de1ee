/**
 * Checks the number of arguments, and that the machine has the byte order of the format, as all but a few mainframes do.
 *
 * @param count pass `arguments.length`
 * @throws TypeError if there are more than `most`
 * @throws Error on a big-endian machine
 */
export function checkCall(operation: string, count: number, most = 1): void {
  if (count > most) throw new TypeError(`${operation}: got ${count} arguments, but takes at most ${most}`);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 0) throw new Error(`${operation}: needs a little-endian machine`);
}
