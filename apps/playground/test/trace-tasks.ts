import type { Page } from 'playwright';
import { expect } from 'vitest';

/** The longest task that the main thread of a page may have, in milliseconds of CPU time. */
const LONGEST_TASK_MS = 200;

/** An event of Chromium's trace. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** The CPU time of its thread, in microseconds; undefined where it was not measured. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * Records the tasks of the main thread of a page, and of other pages of the same browser.
 *
 * Returns a function that ends the recording, and returns the CPU time of each task in milliseconds, in ascending order.
 * Unlike the durations that the page itself can observe, it does not grow with other work on the machine.
 */
export async function traceTasks(page: Page): Promise<() => Promise<number[]>> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('traceTasks: the page belongs to no browser that can be traced');
  await browser.startTracing(page, { categories: ['toplevel'] });
  return async () => {
    const trace = await browser.stopTracing();
    const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
    const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
    const isMain = ({ name, args }: TraceEvent): boolean => name === 'thread_name' && args.name === 'CrRendererMain';
    const main = new Set(traceEvents.filter(isMain).map(threadOf));
    return traceEvents
      .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && main.has(threadOf(event)))
      .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]))
      .sort((a, b) => a - b);
  };
}

/** Expects that no task was so long that a user notices it, and prints the longest. */
export function expectShortTasks(what: string, tasks: readonly number[]): void {
  expect(tasks.length, `tasks in the trace of ${what}`).toBeGreaterThan(0);
  const longest = tasks.at(-1) ?? NaN;
  console.log(`Longest task of ${what}: ${longest.toFixed(1)} ms of CPU time; the limit is ${LONGEST_TASK_MS} ms`);
  expect(longest, `longest task of ${what}`).toBeLessThanOrEqual(LONGEST_TASK_MS);
}
