// `pnpm --filter playground pictures [part of a name]`: takes a picture of each state of the page, light, dark and on a phone,
// into `out`, and docs/playground.jpg for the README.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions } from 'playwright';
import { findChromium } from '../../../testing/chromium.ts';
import { Driver } from '../test/driver.ts';
import { launchOptions, buildSite, serveSite } from '../test/site.ts';
import { walks } from '../test/states.ts';

const out = fileURLToPath(new URL('../out/', import.meta.url));
const readme = fileURLToPath(new URL('../../../docs/playground.jpg', import.meta.url));
const desktop = { viewport: { width: 1440, height: 960 } };

/** How the page is looked at. */
const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: desktop,
  dark: { ...desktop, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

const wanted = process.argv[2] ?? '';
const executablePath = findChromium();
if (executablePath === undefined)
  throw new Error('pictures: needs Chromium; install it, or let the variable CHROMIUM name one');

mkdirSync(out, { recursive: true });
const built = await buildSite();
const server = await serveSite(built.folder);
const browser = await chromium.launch(launchOptions(executablePath));
try {
  for (const { hash, states } of walks) {
    const last = states.findLastIndex(({ name }) => name.includes(wanted));
    if (last === -1) continue;
    for (const [look, options] of Object.entries(looks)) {
      const context = await browser.newContext(options);
      // tsx gives functions their names with a helper, which functions that are sent to the page need there.
      await context.addInitScript('globalThis.__name = (named) => named');
      const page = new Driver(await context.newPage());
      await page.page.goto(`${server.address}${hash === '' ? '' : `#${hash}`}`);
      for (const { name, reach } of states.slice(0, last + 1)) {
        await reach(page);
        if (name.includes(wanted)) await takePicture(page, name, look);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
  built.remove();
}

/** Takes a picture of all of the page. */
async function takePicture(page: Driver, name: string, look: string): Promise<void> {
  const window = page.page.viewportSize();
  const path = join(out, `${name.replaceAll(' ', '-')}-${look}.png`);
  await settle(page);
  await showWhole(page);
  await page.page.screenshot({ path, animations: 'disabled' });
  if (window !== null) await page.page.setViewportSize(window);
  console.log(path);
  if (name === 'done' && look === 'light') await takeForReadme(page);
}

/** Waits until the page has measured what a run costs, and takes the pointer off the page, so that nothing is hovered. */
async function settle({ page }: Driver): Promise<void> {
  await page.getByText(/^Measuring how long /).waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
}

/**
 * Makes the window as high as the page, unless a dialog is open, behind which the page ends with the window.
 *
 * A picture of the full page would lose the touch screen of a phone, and with it the sizes of what can be touched.
 */
async function showWhole({ page }: Driver): Promise<void> {
  const window = page.viewportSize();
  if (window === null || (await page.getByRole('dialog').isVisible())) return;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: window.width, height });
}

/** The picture of the README: a model that was trained, and the slider on the way to it. */
async function takeForReadme(page: Driver): Promise<void> {
  await page.slider().press('PageDown'); // five kept steps back
  await page.samplesAt(750);
  await page.page.screenshot({ path: readme, type: 'jpeg', quality: 80 });
}
