import { expect, inject } from 'vitest';
import { Driver } from './driver.ts';
import { watchForErrors } from './errors.ts';
import { addressOf, note, sharedBrowser, test } from './page.ts';
import { serveSite } from './site.ts';

test(`with the storage full, the page trains and writes, and says that it keeps nothing${note}`, async ({ visit }) => {
  const page = await visit({
    hash: 'steps=300',
    before: async (empty) => {
      const session = await empty.context().newCDPSession(empty);
      const { origin } = new URL(addressOf());
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000 });
    },
  });
  await page.press('Train');
  await page.untilDone();
  expect(await page.notice(/full/)).toMatch(/\.$/);
  expect(await page.samplesAt(300)).toHaveLength(20);
  expect((await page.contents()).extra.progress.step).toBe(300);
});

test(`of two tabs one trains a run, and the other shows it and goes on with it when the first is closed${note}`, async ({
  visit,
}) => {
  const hash = 'steps=1000000&embd=32';
  const first = await visit({ hash });
  await first.press('Train');
  await first.untilAfter(100);
  const second = await visit({ hash, tabOf: first });
  expect(await second.untilAtRest()).toBe('Another tab has this run.');
  expect(await second.button('Trains in another tab').isDisabled()).toBe(true);

  await first.page.close();
  await second.press('Go on');
  await second.untilAfter(await second.step());
});

test(`without SharedArrayBuffer the page computes the same${note}`, async ({ visit }) => {
  const [isolated, plain] = [await visit({ hash: 'steps=200' }), await visit({ hash: 'steps=200', isolated: false })];
  expect(await plain.page.evaluate(() => typeof SharedArrayBuffer)).toBe('undefined');
  await isolated.press('Train');
  await plain.press('Train');
  await Promise.all([isolated.untilDone(), plain.untilDone()]);
  expect(await plain.contents()).toEqual(await isolated.contents());
  expect(await plain.samplesAt(200)).toEqual(await isolated.samplesAt(200));
});

test(`once loaded, every view, engine and text works without network, and the page can be opened again${note}`, async () => {
  const server = await serveSite(inject('site')?.folder ?? '');
  const context = await (await sharedBrowser()).newContext();
  const errors: string[] = [];
  const open = async (hash: string): Promise<Driver> => {
    const page = await context.newPage();
    watchForErrors(page, errors);
    await page.goto(`${server.address}#${hash}`);
    return new Driver(page);
  };
  const page = await open('steps=20');
  await page.page.evaluate(() => navigator.serviceWorker.ready);
  await server.close();
  await context.setOffline(true);

  await page.press('Train');
  await page.untilDone();
  const texts = await page.page.getByRole('radiogroup', { name: 'The text it learns from' }).getByRole('radio').all();
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts.slice(1)) {
    await text.check({ force: true });
    await page.press('Train anew');
    await page.untilDone();
  }
  for (const view of await page.page.getByRole('navigation', { name: 'Views' }).getByRole('link').all()) {
    await view.click();
    await page.page.getByRole('main').getByRole('heading').first().waitFor();
  }
  for (const engine of ['cpu', 'scalar']) {
    const again = await open(`steps=20&engine=${engine}`);
    await again.press(/^Train/);
    await again.untilDone();
    expect((await again.contents()).extra.settings).toMatchObject({ engine });
  }
  await context.close();
  expect(errors).toEqual([]);
});
