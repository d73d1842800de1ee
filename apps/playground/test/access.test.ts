import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { note, test } from './page.ts';
import { walks } from './states.ts';

const WIDTHS = [360, 390, 768, 1024, 1440, 1920];

/** A visit of several states may take longer than other tests on a loaded machine. */
const timeout = 180_000;

for (const { name, hash, states } of walks) {
  const shown = states.map((state) => state.name).join(', ');
  test(
    `${name} (${shown}): nothing keeps anyone from using it, light or dark, and it fits 360 to 1,920 pixels${note}`,
    { timeout },
    async ({ visit }) => {
      const driver = await visit({ hash });
      const { page } = driver;
      for (const { name, reach } of states) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.setViewportSize({ width: 1280, height: 720 });
        await reach(driver);
        expect(await seriousProblems(page), name).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await seriousProblems(page, ['color-contrast']), `${name}, dark`).toEqual([]); // the rest has no colors
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 });
          expect(await beyondTheEdge(page), `${name}: what is too wide for ${width} pixels`).toEqual([]);
        }
      }
    },
  );
}

test(`with less motion asked for, nothing on the page moves by itself${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'embd=32&steps=1000000', reducedMotion: 'reduce' });
  await page.press('Train');
  await page.untilAfter(1000);
  await page.press('Your text …');
  expect(await page.page.evaluate(movements)).toEqual([]);
});

/** What axe finds serious or worse, by all of its rules or some. */
async function seriousProblems(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`));
}

/** The elements that reach beyond the right edge, if the page can be scrolled there. */
async function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    return [`${scrollWidth} pixels`, ...wide.map(({ outerHTML }) => outerHTML.slice(0, 120))];
  });
}

/** The transitions and animations that take time. */
function movements(): string[] {
  const INSTANT = 0.02; // seconds
  const longest = (times: string): number => Math.max(...times.split(',').map(parseFloat));
  return [...document.querySelectorAll('*')]
    .filter((element) => {
      const { transitionDuration, transitionProperty, animationName, animationDuration } = getComputedStyle(element);
      const isMoving = transitionProperty !== 'none' && longest(transitionDuration) > INSTANT;
      return isMoving || (animationName !== 'none' && longest(animationDuration) > INSTANT);
    })
    .map(({ outerHTML }) => outerHTML.slice(0, 120));
}
