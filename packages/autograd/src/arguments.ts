// What a type checker would have refused, for callers without one: surplus arguments, unknown options, other kinds of values.

/** A value as messages show it: numbers, strings and short arrays as they are written, other objects by their class. */
export function show(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x);
  if (typeof x === 'bigint') return `${x}n`;
  if (typeof x === 'function') return 'a function';
  if (typeof x !== 'object' || x === null) return String(x);
  if (Array.isArray(x)) {
    return `[${Array.from(x.slice(0, 4), show).join(', ')}${x.length > 4 ? ', …' : ''}]`;
  }
  // A brand names the class even where a minifier has renamed it.
  const { brand, constructor } = x as { brand?: string; constructor?: { name?: string } };
  const name = brand?.replace(/.*\//, '') ?? constructor?.name ?? 'Object';
  return name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Whether x is an array, a typed array, or something else with a length and indices. */
export function isArrayLike(x: unknown): x is ArrayLike<unknown> {
  return typeof x === 'object' && x !== null && typeof (x as { length?: unknown }).length === 'number';
}

/** Whether x has a method. Unlike `instanceof` that knows a class of another copy of its package, too. */
export function hasMethod(x: unknown, name: string): boolean {
  return typeof (x as Record<string, unknown> | null | undefined)?.[name] === 'function';
}

/** Whether n is a positive integer. */
export function isPositive(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}

/** @throws TypeError if an operation was given something of another kind than it expects */
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
 * Refuses the result of a body that would run later than it was called: a promise or an iterator.
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
 * Refuses more arguments than an operation has. Pass `arguments.length`.
 *
 * @param remedy what to do instead, where the habit of another library leads here
 * @throws TypeError if `count` exceeds `most`
 */
export function checkCount(op: string, count: number, most: number, remedy?: string): void {
  if (count <= most) return;
  const expected = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `at most ${most} arguments`;
  throw new TypeError(`${op}: expected ${expected}, got ${count}${remedy === undefined ? '' : `; ${remedy}`}`);
}

/**
 * Refuses options that an operation does not have, with the name that was probably meant. No options at all are fine.
 *
 * @param known the names of all options
 * @throws TypeError if the options are no object, or one of them is not known
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
 * Refuses surplus arguments and unknown options in one.
 *
 * @param given the `arguments` of the operation
 * @param most how many there may be
 * @param known the names of all options
 * @param at which argument the options are; default the last
 */
export function checkArguments(
  op: string,
  given: IArguments,
  most: number,
  known: readonly string[],
  at = most - 1,
): void {
  checkCount(op, given.length, most);
  checkOptions(op, given[at], known);
}

/** The same name in another spelling, or those that begin alike: `betas` like beta1 and beta2. */
function closest(name: string, known: readonly string[]): string[] {
  const same = known.filter((other) => plain(other) === plain(name));
  return same.length > 0 ? same : known.filter((other) => plain(other).slice(0, 3) === plain(name).slice(0, 3));
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
