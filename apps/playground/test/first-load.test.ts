import { expect, inject } from 'vitest';
import { loadedFiles } from '../scripts/first-load.ts';
import { note, test } from './page.ts';

test(`the page asks for the files that the size budget counts, and for no others${note}`, async ({ visit }) => {
  const asked = new Set<string>();
  const driver = await visit({
    before: (empty) => {
      const { pathname } = new URL(inject('site')?.isolated ?? '');
      empty.context().on('request', (request) => {
        const path = new URL(request.url()).pathname.slice(pathname.length);
        // What the service worker fetches is loaded in the background.
        if (request.serviceWorker() === null) asked.add(path === '' ? 'index.html' : path);
      });
      return Promise.resolve();
    },
  });
  const files = loadedFiles(inject('site')?.folder ?? '').filter(({ when }) => when !== 'when used');
  const expected = files.map(({ path }) => path.replaceAll('\\', '/')).sort();
  await driver.page.getByText(/steps take about/).waitFor();
  await expect.poll(() => [...asked].sort()).toEqual(expected); // what opens files is asked for three seconds later
});

test(`Train can be pressed before the text is there${note}`, async ({ visit }) => {
  const waiting: (() => void)[] = [];
  const { page } = await visit({
    before: async (empty) => {
      await empty.route('**/load-names-*.js', async (route) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        await route.continue();
      });
    },
  });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]();
  await page.getByText(/^Done: 1,000 steps/).waitFor({ timeout: 30_000 });
});
