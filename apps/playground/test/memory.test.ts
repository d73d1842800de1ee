import { expect } from 'vitest';
import { Driver } from './driver.ts';
import { measureMemory, memoryFlags } from './measure-memory.ts';
import { addressOf, browserNote, browserTest, wholeBrowser } from './page.ts';
import { inUserBrowser } from './user-browser.ts';

const MEBIBYTE = 2 ** 20;
const BETWEEN_MS = 4000;

browserTest(`while it trains, the memory of the page stays flat${browserNote}`, () =>
  inUserBrowser(
    wholeBrowser ?? '',
    async (browser) => {
      const page = await browser.context.newPage();
      await page.goto(addressOf({ hash: 'embd=32&steps=1000000' }));
      const driver = new Driver(page);
      await driver.press('Train');
      await driver.untilAfter(1000);
      await page.waitForTimeout(BETWEEN_MS);
      const begin = await measureMemory(page);
      await page.waitForTimeout(BETWEEN_MS);
      const later = await measureMemory(page);
      expect(later.page - begin.page).toBeLessThan(2 * MEBIBYTE);
      expect(later.workers - begin.workers).toBeLessThan(4 * MEBIBYTE);
    },
    memoryFlags,
  ),
);
