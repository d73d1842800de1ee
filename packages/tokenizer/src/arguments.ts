// Run-time checks for callers without a type checker. `where` is the function that was called.

/**
 * Checks a condition.
 *
 * @throws TypeError, or another error, that says what was expected and what was passed
 */
export function check(
  where: string,
  condition: boolean,
  expected: string,
  got: unknown,
  Kind: typeof TypeError | typeof RangeError = TypeError,
): asserts condition {
  if (!condition) throw new Kind(`${where}: expected ${expected}, got ${show(got)}`);
}

/**
 * Checks the number of arguments, and that the options, if the function has any, are an object without unknown names.
 *
 * @param count `arguments.length`
 * @param names the names of the options
 * @param most the largest number of arguments
 * @throws TypeError if a check fails
 */
export function checkCall(
  where: string,
  count: number,
  options?: object,
  names: readonly string[] = [],
  most = names.length > 0 ? 2 : 1,
): void {
  if (count > most) check(where, false, `at most ${most} argument${most === 1 ? '' : 's'}`, count);
  if (names.length === 0) return;
  if (!isObject(options)) throw wrongOptions(where, names, options);
  for (const name in options) if (!names.includes(name)) throw wrongOptions(where, names, name);
}

function wrongOptions(where: string, names: readonly string[], got: unknown): TypeError {
  return new TypeError(`${where}: expected options { ${names.join(', ')} }, got ${show(got)}`);
}

/** Whether x is an iterable object; a string is not an object. */
export function isIterable(x: unknown): boolean {
  return isObject(x) && Symbol.iterator in x;
}

/**
 * Checks a token id.
 *
 * @throws TypeError unless it is a number, RangeError unless it is an integer from 0 to vocabSize − 1
 */
export function checkId(where: string, id: number, vocabSize: number): void {
  const Kind = typeof id === 'number' ? RangeError : TypeError;
  check(where, isCount(id) && id < vocabSize, `ids from 0 to ${vocabSize - 1}`, id, Kind);
}

/** Whether x is a non-negative integer. */
export function isCount(x: unknown): boolean {
  return Number.isInteger(x) && (x as number) >= 0;
}

function isObject(x: unknown): x is object {
  return typeof x === 'object' && x !== null;
}

function show(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x.slice(0, 40));
  return isObject(x) || typeof x === 'function' ? typeof x : String(x);
}
