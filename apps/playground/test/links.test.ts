import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`the address of a run makes the same run elsewhere, its seed included${note}`, async ({ visit }) => {
  const first = await visit({ hash: 'steps=200&seed=7' });
  await first.press(/^layers:/);
  await first.page.getByRole('textbox', { name: 'layers' }).fill('2');
  await first.page.keyboard.press('Enter');
  await expect.poll(() => first.page.url()).toContain('layers=2');
  await first.press('Train');
  await first.untilDone();
  const hash = first.page.url().split('#')[1];
  expect(hash.split('&').sort()).toEqual(['layers=2', 'seed=7', 'steps=200']);

  const second = await visit({ hash });
  await second.press('Train');
  await second.untilDone();
  const contents = await second.contents();
  expect(contents.extra.settings).toMatchObject({ layers: 2, seed: 7, steps: 200 });
  expect(contents).toEqual(await first.contents());
});

test(`what an address has that the page does not know is named, and the rest is taken${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=20&layers=99&size=3' });
  expect(await page.notice('size')).toContain('layers');
  await page.press('Train');
  await page.untilDone();
  expect((await page.contents()).extra.settings).toMatchObject({ steps: 20, layers: 1 });
});
