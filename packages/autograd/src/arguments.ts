// Run-time checks for callers without a type checker: too many arguments, unknown options, values of the wrong type.

/** A value as error messages show it: numbers, strings and short arrays as in code, other objects by class name. */
export function show(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x);
  if (typeof x === 'bigint') return `${x}n`;
  if (typeof x === 'function') return 'a function';
  if (typeof x !== 'object' || x === null) return String(x);
  if (Array.isArray(x)) {
    return `[${Array.from(x.slice(0, 4), show).join(', ')}${x.length > 4 ? ', …' : ''}]`;
  }
  // The brand names the class even if a minifier has renamed it.
  const { brand, constructor } = x as { brand?: string; constructor?: { name?: string } };
  const name = brand?.replace(/.*\//, '') ?? constructor?.name ?? 'Object';
  return name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Whether x is an array, a typed array, or something else with a length and indices. */
export function isArrayLike(x: unknown): x is ArrayLike<unknown> {
  return typeof x === 'object' && x !== null && typeof (x as { length?: unknown }).length === 'number';
}

/** Whether x has a method. Unlike `instanceof`, this also recognizes classes from another copy of a package. */
export function hasMethod(x: unknown, name: string): boolean {
  return typeof (x as Record<string, unknown> | null | undefined)?.[name] === 'function';
}

/** Whether n is a positive integer. */
export function isPositive(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}

/** @throws TypeError `op: expected …, got …`, unless `isExpected` */
export function checkKind(op: string, expected: string, given: unknown, isExpected: boolean): asserts isExpected {
  if (!isExpected) throw new TypeError(`${op}: expected ${expected}, got ${show(given)}`);
}

/** @throws RangeError unless each of the named numbers is a positive integer */
export function checkPositive(op: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(numbers)) {
    if (!isPositive(n)) throw new RangeError(`${op}: ${name} must be a positive integer, got ${show(n)}`);
  }
}

/**
 * Checks that the result of a body is neither a promise nor an iterator, because such a body runs after the call.
 *
 * @returns the result
 * @throws TypeError if the body was async or a generator
 */
export function checkSync<T>(op: string, result: T): T {
  const { then, next } = Object(result) as { then?: unknown; next?: unknown };
  if (typeof (then ?? next) !== 'function') return result;
  throw new TypeError(`${op}: the body must not be async or a generator; wrap each synchronous part`);
}

/**
 * Checks the number of arguments. Pass `arguments.length`.
 *
 * @param remedy what to do instead, for callers used to another library
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(op: string, count: number, most: number, remedy?: string): void {
  if (count <= most) return;
  const expected = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`${op}: expected ${expected}, got ${count}${remedy === undefined ? '' : `; ${remedy}`}`);
}

/**
 * Checks the names of options, and suggests the name that was probably meant. `undefined` is accepted.
 *
 * @param known the names of all options
 * @throws TypeError if the options are not an object, or one of them is unknown
 */
export function checkOptions(op: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${op}: expected options { ${known.join(', ')} }, got ${show(options)}`);
  }
  for (const name in options) {
    if (known.includes(name)) continue;
    const close = closest(name, known);
    const remedy = close.length > 0 ? `did you mean ${close.join(', ')}?` : `the options are ${known.join(', ')}`;
    throw new TypeError(`${op}: unknown option "${name}"; ${remedy}`);
  }
}

/**
 * Checks the number of arguments and the names of the options.
 *
 * @param given the `arguments` of the operation
 * @param most the largest number of arguments
 * @param known the names of all options
 * @param index the position of the options among the arguments; default the last
 */
export function checkArguments(
  op: string,
  given: IArguments,
  most: number,
  known: readonly string[],
  index = most - 1,
): void {
  checkCount(op, given.length, most);
  checkOptions(op, given[index], known);
}

/** The same name in another spelling, or names with the same beginning: beta1 and beta2 for `betas`. */
function closest(name: string, known: readonly string[]): string[] {
  const same = known.filter((other) => plain(other) === plain(name));
  return same.length > 0 ? same : known.filter((other) => plain(other).slice(0, 3) === plain(name).slice(0, 3));
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
