import { expect } from 'vitest';
import { addressOf, note, test } from './page.ts';

test(`with the storage full, the page trains and writes, says that it keeps nothing, and keeps all once there is room${note}`, async ({
  visit,
}) => {
  const { origin } = new URL(addressOf());
  const page = await visit({
    hash: 'steps=300',
    before: async (empty) => {
      const session = await empty.context().newCDPSession(empty);
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000 });
    },
  });
  await page.press('Train');
  await page.untilDone();
  expect(await page.notice(/full/)).toMatch(/\.$/);
  expect(await page.samplesAt(300)).toHaveLength(20);
  expect((await page.contents()).extra.progress.step).toBe(300);

  const session = await page.page.context().newCDPSession(page.page);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.press('Train 300 more');
  await page.page.getByText('Done: 600 steps').waitFor({ state: 'attached' });
  await page.notices(/full/).waitFor({ state: 'detached' });
  const other = await visit({ tabOf: page });
  expect(await other.untilAtRest()).toBe('Done: 600 steps');
});

test(`of two tabs one trains a run, and the other shows it and goes on with it when the first is closed${note}`, async ({
  visit,
}) => {
  const hash = 'steps=1000000&embd=32';
  const first = await visit({ hash });
  await first.press('Train');
  await first.untilAfter(100);
  const second = await visit({ hash, tabOf: first });
  expect(await second.untilAtRest()).toBe('This run is open in another tab.');
  expect(await second.button('In use in another tab').isDisabled()).toBe(true);

  await first.page.close();
  await second.press('Continue');
  await second.untilAfter(await second.step());
});

test(`without SharedArrayBuffer the page computes the same${note}`, async ({ visit }) => {
  const [isolated, plain] = [await visit({ hash: 'steps=200' }), await visit({ hash: 'steps=200', isolated: false })];
  const threads = (page: typeof plain) => page.page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer]);
  expect(await threads(isolated)).toEqual([true, 'function']);
  expect(await threads(plain)).toEqual([false, 'undefined']);
  await isolated.press('Train');
  await plain.press('Train');
  await Promise.all([isolated.untilDone(), plain.untilDone()]);
  expect(await plain.contents()).toEqual(await isolated.contents());
  expect(await plain.samplesAt(200)).toEqual(await isolated.samplesAt(200));
});
