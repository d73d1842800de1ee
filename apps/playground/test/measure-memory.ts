import type { Page } from 'playwright';

interface Measurement {
  readonly bytes: number;
  readonly breakdown: readonly {
    readonly bytes: number;
    readonly attribution: readonly { readonly scope: string }[];
  }[];
}

/** What a page and its workers hold after the garbage is collected, in bytes; the memory of WebAssembly is not in it. */
export interface HeldMemory {
  readonly page: number;
  readonly workers: number;
}

/**
 * Collects the garbage of an isolated page and its workers, and measures what is left.
 *
 * The browser must run with {@link memoryFlags}; else it waits for its next collection, which may take 20 seconds.
 */
export async function measureMemory(page: Page): Promise<HeldMemory> {
  const { breakdown } = await page.evaluate(() =>
    (
      performance as unknown as { measureUserAgentSpecificMemory(): Promise<Measurement> }
    ).measureUserAgentSpecificMemory(),
  );
  const isOfWorker = (part: Measurement['breakdown'][number]): boolean =>
    part.attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope');
  const sum = (parts: Measurement['breakdown']): number => parts.reduce((total, { bytes }) => total + bytes, 0);
  return {
    page: sum(breakdown.filter((part) => !isOfWorker(part))),
    workers: sum(breakdown.filter(isOfWorker)),
  };
}

/** Lets a page measure its memory at once. */
export const memoryFlags: readonly string[] = ['--enable-blink-features=ForceEagerMeasureMemory'];
