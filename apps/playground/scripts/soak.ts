// `pnpm --filter playground soak [minutes] [hidden seconds]`: what takes too long for a test. Trains in a tab that is hidden
// for 60 s, then in one that is watched for 10 minutes, and prints what it measured. It needs Linux, for the memory of the process.

import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Page } from 'playwright';
import { findChromium } from '../../../testing/chromium.ts';
import { Driver } from '../test/driver.ts';
import { measureRates, startControls, type Rates } from '../test/hidden-page.ts';
import { measureMemory, memoryFlags } from '../test/measure-memory.ts';
import { buildSite, serveSite } from '../test/site.ts';
import { temporaryProfile, UserBrowser } from '../test/user-browser.ts';
import { quantile, watchFrames } from '../test/watch-frames.ts';

const MEASUREMENTS = 20; // of the memory
const MIB = 2 ** 20;

const [minutes, hiddenSeconds] = [Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 60)];
const chromium = findChromium();
if (chromium === undefined) throw new Error('soak: needs Chromium; install it, or let the variable CHROMIUM name one');

const built = await buildSite();
const server = await serveSite(built.folder);
const profile = temporaryProfile();
const browser = await UserBrowser.start(chromium, profile.folder, memoryFlags);
// tsx gives functions their names with a helper, which functions that are sent to the page need there.
await browser.context.addInitScript('globalThis.__name = (named) => named');
try {
  await hide();
  await watch();
} finally {
  await browser.close();
  await server.close();
  profile.remove();
  built.remove();
}

/** Speed of a hidden tab against that of the same tab before and after. */
async function hide(): Promise<void> {
  const page = await trainLong(1);
  await startControls(page);
  const before = await measureRates(page, hiddenSeconds / 2);
  const other = await browser.context.newPage();
  await other.bringToFront();
  const hidden = await measureRates(page, hiddenSeconds);
  await page.bringToFront();
  const after = await measureRates(page, hiddenSeconds / 2);
  await Promise.all([page.close(), other.close()]);
  const visible = (before.steps + after.steps) / 2;
  console.log(`\nA tab behind another for ${hiddenSeconds} s (per second):`);
  console.table({ before: rounded(before), hidden: rounded(hidden), after: rounded(after) });
  sayLoad();
  console.log(`Hidden, it keeps ${((100 * hidden.steps) / visible).toFixed(1)} % of its steps per second.`);
}

/** Frames, long tasks and memory over minutes of training. */
async function watch(): Promise<void> {
  const page = await trainLong(2);
  const end = await watchFrames(page);
  const rows: Record<string, string | number>[] = [];
  const [begin, driver] = [performance.now(), new Driver(page)];
  while (performance.now() - begin < 60_000 * minutes) {
    await new Promise((resolve) => setTimeout(resolve, (60_000 * minutes) / MEASUREMENTS));
    const { page: held, workers } = await measureMemory(page);
    rows.push({
      minute: Number(((performance.now() - begin) / 60_000).toFixed(1)),
      step: await driver.step(),
      'page MiB': Number((held / MIB).toFixed(2)),
      'workers MiB': Number((workers / MIB).toFixed(2)),
      'process MiB': Math.round((await residentBytes()) / MIB),
    });
  }
  const { frames, longTasks, layoutShift } = await end();
  await page.close();
  console.log(`\nMemory after a collection, over ${minutes} minutes:`);
  console.table(rows);
  console.log(`\n${frames.length} frames, in ms:`);
  console.table({
    median: quantile(frames, 0.5).toFixed(1),
    '95th percentile': quantile(frames, 0.95).toFixed(1),
    '99th percentile': quantile(frames, 0.99).toFixed(1),
    longest: (frames.at(-1) ?? NaN).toFixed(1),
    'tasks over 50 ms': longTasks.length,
    'longest task': Math.max(0, ...longTasks).toFixed(0),
    'layout shift': layoutShift.toFixed(3),
  });
  sayLoad();
}

/** Says what else the machine does: with more to do than cores, it measures the others too. */
function sayLoad(): void {
  console.log(`Load of the last minute: ${loadavg()[0].toFixed(1)} on ${cpus().length} cores.`);
}

/** A page that trains for longer than it is watched. With another seed it makes a run of its own. */
async function trainLong(seed: number): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${server.address}#embd=32&steps=1000000&seed=${seed}`);
  const driver = new Driver(page);
  await driver.press('Train');
  await driver.untilAfter(100);
  return page;
}

/** Memory of the largest process that draws pages, with its workers and WebAssembly. */
async function residentBytes(): Promise<number> {
  const pids = await browser.renderers();
  const sizes = pids.map((pid) => {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return 4096 * Number(pages);
  });
  return Math.max(...sizes);
}

function rounded({ visibility, steps, timer, frames }: Rates): Record<string, string | number> {
  return { visibility, steps: Math.round(steps), 'timer of 100': Math.round(timer), frames: Math.round(frames) };
}
