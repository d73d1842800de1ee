import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`a link to a text that is not here opens with the names, and makes its run once the text is given${note}`, async ({
  visit,
}) => {
  const text = 'red apple\ngreen pear\nblue plum\n'.repeat(20);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const page = await visit({ hash: `data=own:${sha256}&layers=2&steps=40` });
  expect(await page.notice('the page shows the names')).toMatch(/\.$/);
  await page.openFiles({ name: 'fruit.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.press('Learn from it');
  await page.press(/^Train/);
  await page.untilDone();
  expect((await page.contents()).extra.settings).toMatchObject({ data: 'fruit.txt', layers: 2, steps: 40 });
});

test(`a run whose numbers became too large is still one after a reload${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'lr=10&optimizer=sgd&batch=8&layers=4' });
  await page.press('Train');
  await page.page.getByText(/^Stopped at step/).waitFor();
  const stopped = await page.untilAtRest();
  expect(stopped).toMatch(/^Stopped at step [\d,]+$/);
  await page.page.reload();
  expect(await page.untilAtRest()).toBe(stopped);
});

test(`a page to which the browser denies locks trains all the same${note}`, async ({ visit }) => {
  const page = await visit({
    hash: 'steps=20',
    before: async (empty) => {
      await empty.addInitScript(() => {
        const deny = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
        Object.assign(LockManager.prototype, { query: deny, request: deny });
      });
    },
  });
  await page.press('Train');
  await page.untilDone();
});
