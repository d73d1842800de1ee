import { expect } from 'vitest';
import { newProfile, note, noticesOf, openTab, runOf, serveSession, test, train, until } from './session-page.ts';

serveSession();

test(`a link to a text that is not here opens with the names, and is made once the text is given${note}`, async () => {
  const context = await newProfile();
  const text = 'red apple\ngreen pear\nblue plum\n'.repeat(20);
  const bytes = [...new TextEncoder().encode(text)];
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  const page = await openTab(context, `data=own:${Buffer.from(digest).toString('hex')}&layers=2&steps=40`);
  expect((await runOf(page)).settings).toMatchObject({ data: 'names', layers: 1, steps: 1000 });
  expect((await noticesOf(page)).join()).toContain('the page shows the names');

  await page.evaluate((all) => {
    return microgpt.session.learnFrom({ name: 'fruit.txt', bytes: Uint8Array.from(all) }, { steps: 7 });
  }, bytes);
  expect((await runOf(page)).settings).toMatchObject({ data: 'fruit.txt', layers: 2, steps: 40 });
  await context.close();
});

test(`a run whose numbers became too large is still one after a reload${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'lr=10&optimizer=sgd&batch=8&layers=4');
  await train(page);
  const failed = await runOf(page);
  expect(failed.status).toBe('failed');
  const again = await openTab(context, 'lr=10&optimizer=sgd&batch=8&layers=4');
  expect(await runOf(again)).toMatchObject({ status: 'failed', problem: failed.problem });
  await context.close();
});

test(`a page to which the browser denies locks trains all the same${note}`, async () => {
  const context = await newProfile();
  await context.addInitScript(() => {
    const deny = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
    Object.assign(LockManager.prototype, { query: deny, request: deny });
  });
  const page = await openTab(context, 'steps=20');
  await train(page);
  await until(page, () => microgpt.run.value?.status === 'done');
  await context.close();
});
