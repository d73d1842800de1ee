import { availableParallelism, loadavg } from 'node:os';
import { expect } from 'vitest';

/** What a test itself keeps busy: the page and its worker. */
const OWN_LOAD = 2;

/** The most that a bound is multiplied by. On a machine that is still busier, a test fails rather than prove nothing. */
const MOST = 3;

/**
 * How many times longer everything takes because of other work on this machine: 1 on one that has nothing else to do, at most 3.
 *
 * Bounds of times that a clock measures are multiplied by it, because nothing in the page can be faster than its share of
 * the machine. CPU times need no such factor.
 */
export function slowdown(): number {
  return Math.min(MOST, Math.max(1, (loadavg()[0] - OWN_LOAD) / availableParallelism()));
}

/** Expects a time of at most so many milliseconds, multiplied by the {@link slowdown}, and prints all three. */
export function expectTime(what: string, milliseconds: number, limit: number): void {
  const factor = slowdown();
  console.log(`${what}: ${milliseconds.toFixed(1)} ms; the limit is ${limit} ms × ${factor.toFixed(1)} for other work`);
  expect(milliseconds, what).toBeLessThanOrEqual(limit * factor);
}
