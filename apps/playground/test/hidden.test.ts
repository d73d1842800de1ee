import { expect } from 'vitest';
import { Driver } from './driver.ts';
import { measureRates, startControls } from './hidden-page.ts';
import { addressOf, browserNote, browserTest, wholeBrowser } from './page.ts';
import { slowdown } from './slowdown.ts';
import { inUserBrowser } from './user-browser.ts';

browserTest(
  `a hidden tab keeps at least 90 % of its steps per second, while the browser throttles the timers of the page${browserNote}`,
  () =>
    inUserBrowser(wholeBrowser ?? '', async (browser) => {
      const page = await browser.context.newPage();
      await page.goto(addressOf({ hash: 'embd=32&steps=1000000' }));
      const driver = new Driver(page);
      await driver.press('Train');
      await driver.untilAfter(100);
      await startControls(page);

      const before = await measureRates(page, 2);
      await (await browser.context.newPage()).bringToFront();
      const hidden = await measureRates(page, 4);
      await page.bringToFront();
      const after = await measureRates(page, 2);

      // The control of the experiment: it was really hidden, and a timer of its main thread really slow.
      expect([before, hidden, after].map(({ visibility }) => visibility)).toEqual(['visible', 'hidden', 'visible']);
      expect(before.timer).toBeGreaterThan(50 / slowdown());
      expect(hidden.timer).toBeLessThan(5);
      expect(hidden.frames).toBe(0);
      const visible = (before.steps + after.steps) / 2;
      expect(hidden.steps / visible).toBeGreaterThanOrEqual(0.9);
    }),
);
