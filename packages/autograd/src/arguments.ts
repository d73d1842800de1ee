// What a type checker would have refused, for callers without one: surplus arguments, unknown options, other kinds of values.

/** A value as messages show it: numbers, strings and short arrays as they are written, other objects by their class. */
export function show(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x.slice(0, 40));
  if (typeof x === 'bigint') return `${x}n`;
  if (typeof x === 'function') return 'a function';
  if (typeof x !== 'object' || x === null) return String(x);
  if (Array.isArray(x)) {
    const first = Array.from(x.slice(0, 4), (part: unknown) => (Array.isArray(part) ? '[…]' : show(part)));
    return `[${first.join(', ')}${x.length > 4 ? ', …' : ''}]`;
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
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const close = closest(name, known);
    const remedy = close.length > 0 ? `did you mean ${close.join(', ')}?` : `the options are ${known.join(', ')}`;
    throw new TypeError(`${op}: unknown option "${name}"; ${remedy}`);
  }
}

/** The names that begin most like another, in at least three letters whatever their case: `betas` like beta1 and beta2. */
function closest(name: string, known: readonly string[]): string[] {
  const lengths = known.map((other) => commonPrefix(plain(name), plain(other)));
  const best = Math.max(3, ...lengths);
  return known.filter((_, i) => lengths[i] === best);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function commonPrefix(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
