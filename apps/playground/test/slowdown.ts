import { availableParallelism, loadavg } from 'node:os';

/** What a test itself keeps busy: the page and its worker. */
const OWN_LOAD = 2;

/**
 * How many times longer everything takes because of other work on this machine: 1 on one that has nothing else to do.
 *
 * Bounds of time are multiplied by it, because nothing in the page can be faster than its share of the machine.
 */
export function slowdown(): number {
  return Math.max(1, (loadavg()[0] - OWN_LOAD) / availableParallelism());
}
