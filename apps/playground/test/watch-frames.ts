import type { Page } from 'playwright';

/** How smoothly a page ran while it was watched. Times are in milliseconds. */
export interface Smoothness {
  /** Times between frames, in ascending order. */
  readonly frames: readonly number[];
  /** Tasks of the main thread that took more than 50 ms. */
  readonly longTasks: readonly number[];
  /** How far things moved that no user moved: the sum of the browser's layout shifts. */
  readonly layoutShift: number;
}

/** Begins to watch the frames, long tasks and layout shifts of a page. Returns a function that ends it and tells. */
export async function watchFrames(page: Page): Promise<() => Promise<Smoothness>> {
  const watch = await page.evaluateHandle(() => {
    const [frames, longTasks]: [number[], number[]] = [[], []];
    let [layoutShift, last, isWatching] = [0, 0, true];
    const onFrame = (now: number): void => {
      if (last > 0) frames.push(now - last);
      last = now;
      if (isWatching) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
    const observers = [
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))),
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries() as (PerformanceEntry & { value: number })[]) layoutShift += shift.value;
      }),
    ];
    observers[0].observe({ type: 'longtask' });
    observers[1].observe({ type: 'layout-shift' });
    return {
      end: () => {
        isWatching = false;
        for (const observer of observers) observer.disconnect();
        return { frames: frames.sort((a, b) => a - b), longTasks, layoutShift };
      },
    };
  });
  return () => watch.evaluate(({ end }) => end());
}

/** The value below which a share of some sorted numbers lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
