import type { Page } from 'playwright';
import { Driver } from './driver.ts';

/** How fast things went on in a page for a while, per second. */
export interface Rates {
  /** Whether the page was seen: `visible` or `hidden`. */
  readonly visibility: string;
  readonly steps: number;
  /** A timer of the main thread that asks for 100 calls a second: what the browser throttles in a hidden page. */
  readonly timer: number;
  readonly frames: number;
}

/** Starts a timer and an animation in the page, whose rates tell whether the browser throttles it. */
export async function startControls(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counts = { timer: 0, frames: 0 };
    Object.assign(globalThis, { counts });
    setInterval(() => counts.timer++, 10);
    const onFrame = (): void => {
      counts.frames++;
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
}

/** Measures the rates for so many seconds. */
export async function measureRates(page: Page, seconds: number): Promise<Rates> {
  const begin = await readCounts(page);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const end = await readCounts(page);
  const perSecond = (a: number, b: number): number => (1000 * (b - a)) / (end.now - begin.now);
  return {
    visibility: begin.visibility === end.visibility ? end.visibility : `${begin.visibility}, then ${end.visibility}`,
    steps: perSecond(begin.steps, end.steps),
    timer: perSecond(begin.timer, end.timer),
    frames: perSecond(begin.frames, end.frames),
  };
}

/** All counts of one moment. */
async function readCounts(page: Page): Promise<Counts> {
  return new Driver(page).number('step').evaluate((shown) => ({
    ...(globalThis as unknown as { counts: Pick<Counts, 'timer' | 'frames'> }).counts,
    steps: Number(shown.textContent.replaceAll(',', '')),
    now: performance.now(),
    visibility: document.visibilityState,
  }));
}

interface Counts {
  readonly timer: number;
  readonly frames: number;
  readonly steps: number;
  readonly now: number;
  readonly visibility: string;
}
