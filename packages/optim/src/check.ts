import { show } from '@microgpt/autograd';

/** @throws RangeError `label must be rule, got x`, unless ok */
export function check(ok: boolean, label: string, rule: string, x: unknown): asserts ok {
  if (!ok) throw new RangeError(`${label} must be ${rule}, got ${show(x)}`);
}

/** @throws RangeError unless x is a number from 0 up to but not including the limit */
export function checkNotNegative(label: string, x: unknown, limit = Infinity): void {
  const rule = limit < Infinity ? `at least 0 and below ${limit}` : 'finite and not negative';
  check(isNotNegative(x, limit), label, rule, x);
}

/** Whether x is a number from 0 up to but not including the limit. */
export function isNotNegative(x: unknown, limit = Infinity): boolean {
  return typeof x === 'number' && x >= 0 && x < limit;
}

/** @throws RangeError if an item occurs twice */
export function checkDistinct(op: string, noun: string, items: readonly unknown[]): void {
  // Lists are short: this takes less time than a Set.
  if (items.some((item, i) => items.indexOf(item) < i)) throw new RangeError(`${op}: a ${noun} is listed twice`);
}

/** Whether x is an object. */
export function isObject(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === 'object' && x !== null;
}
