import { expect } from 'vitest';
import { Driver } from './driver.ts';
import { addressOf, browserNote, browserTest, note, test, wholeBrowser } from './page.ts';
import { temporaryProfile, UserBrowser } from './user-browser.ts';

/** By then the page has saved a run that trains, in milliseconds. */
const SAVED_MS = 4000;

test(`a run whose tab crashes goes on from its last save, bit for bit, and the page says so${note}`, async ({
  visit,
}) => {
  const hash = 'steps=10000&embd=24';
  const crashed = await visit({ hash });
  await crashed.press('Train');
  await crashed.untilAfter(200);
  const crash = crashed.page.waitForEvent('crash');
  await crashed.page.goto('chrome://crash').catch(() => undefined); // it never arrives
  await crash;
  const opened = await visit({ hash, tabOf: crashed });
  const [, step] = /^Paused at step ([\d,]+) of 10,000$/.exec(await opened.untilAtRest()) ?? [];
  expect(await opened.notice('Continuing from')).toBe(
    `Continuing from step ${step}: you closed the page during training.`,
  );
  await opened.press('Continue');
  const whole = await visit({ hash });
  await whole.press('Train');
  await Promise.all([whole, opened].map((page) => page.untilDone()));
  expect(await opened.contents()).toEqual(await whole.contents());
});

browserTest(`a run goes on after its browser was killed${browserNote}`, async () => {
  const profile = temporaryProfile();
  try {
    const killed = await UserBrowser.start(wholeBrowser ?? '', profile.folder);
    const before = new Driver(await killed.context.newPage());
    await before.page.goto(addressOf({ hash: 'steps=1000000&embd=32' }));
    await before.press('Train');
    await before.untilAfter(1000);
    await before.page.waitForTimeout(SAVED_MS);
    await killed.kill();

    const browser = await UserBrowser.start(wholeBrowser ?? '', profile.folder);
    const after = new Driver(await browser.context.newPage());
    await after.page.goto(addressOf({ hash: 'steps=1000000&embd=32' }));
    expect(await after.untilAtRest()).toMatch(/^Paused at step [1-9]/);
    const from = await after.step();
    await after.press('Continue');
    await after.untilAfter(from);
    await browser.close();
  } finally {
    profile.remove();
  }
});
