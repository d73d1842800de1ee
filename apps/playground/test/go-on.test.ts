import { expect } from 'vitest';
import { findChromium } from '../../../testing/chromium.ts';
import { Driver } from './driver.ts';
import { addressOf, note, test } from './page.ts';
import { temporaryProfile, UserBrowser } from './user-browser.ts';

/** A run that takes long enough to be stopped in the middle. */
const hash = 'steps=6000&embd=32';

/** By then the page has saved a run that trains, in milliseconds. */
const SAVED_MS = 4000;

test(`a run goes on where it was, bit for bit, after a pause and a reload, and after a crash of its tab${note}`, async ({
  visit,
}) => {
  const whole = await visit({ hash });
  await whole.press('Train');

  const reloaded = await visit({ hash });
  await reloaded.press('Train');
  await reloaded.untilAfter(10);
  await reloaded.press('Pause');
  const paused = await reloaded.untilAtRest();
  await reloaded.page.reload();
  expect(await reloaded.untilAtRest()).toBe(paused);
  await reloaded.press('Go on');

  const crashed = await visit({ hash });
  await crashed.press('Train');
  await crashed.untilAfter(3000);
  const crash = crashed.page.waitForEvent('crash');
  await crashed.page.goto('chrome://crash').catch(() => undefined); // it never arrives
  await crash;
  const opened = await visit({ hash, tabOf: crashed });
  expect(await opened.untilAtRest()).toMatch(/^Paused at step [1-9]/);
  await opened.press('Go on');

  await Promise.all([whole, reloaded, opened].map((page) => page.untilDone()));
  const expected = await whole.contents();
  expect(expected.extra.progress).toMatchObject({ step: 6000, done: true });
  expect(await reloaded.contents()).toEqual(expected);
  expect(await opened.contents()).toEqual(expected);
  expect(await opened.samplesAt(6000)).toEqual(await whole.samplesAt(6000));
});

test(`a run goes on after its browser was killed${note}`, async () => {
  const profile = temporaryProfile();
  try {
    const killed = await UserBrowser.start(findChromium() ?? '', profile.folder);
    const before = new Driver(await killed.context.newPage());
    await before.page.goto(addressOf({ hash: 'steps=1000000&embd=32' }));
    await before.press('Train');
    await before.untilAfter(1000);
    await new Promise((resolve) => setTimeout(resolve, SAVED_MS));
    await killed.kill();

    const browser = await UserBrowser.start(findChromium() ?? '', profile.folder);
    const after = new Driver(await browser.context.newPage());
    await after.page.goto(addressOf({ hash: 'steps=1000000&embd=32' }));
    expect(await after.untilAtRest()).toMatch(/^Paused at step [1-9]/);
    const from = await after.step();
    await after.press('Go on');
    await after.untilAfter(from);
    await browser.close();
  } finally {
    profile.remove();
  }
});
