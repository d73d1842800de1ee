import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium as playwright, type Page } from 'playwright';
import { expect, test } from 'vitest';
import { chromiumArguments, findChromium, noteFor } from '../../../testing/chromium.ts';
import { manifestOf, root } from './repository.ts';

const CDN = 'https://cdn.jsdelivr.net/npm/@microgpt/autograd@';

const chromium = findChromium();

test.skipIf(chromium === undefined)(
  `a page that imports Value from a CDN shows a neuron and its gradients${noteFor(chromium)}`,
  async () => {
    const browser = await playwright.launch({ executablePath: chromium ?? '', args: [...chromiumArguments] });
    try {
      const page = await browser.newPage();
      const asked = await serveFromDist(page);
      await page.goto(pathToFileURL(join(root, 'apps/examples/src/extending/page.html')).href);

      // y = tanh(0.5 · 1 − 1), and tanh' = 1 − y²
      expect(await page.locator('#y').textContent()).toBe(`y = ${Math.tanh(-0.5).toFixed(4)}`);
      await page.locator('#w').fill('2');
      const y = Math.tanh(2 * 1 - 1);
      expect(await page.locator('#y').textContent()).toBe(`y = ${y.toFixed(4)}`);
      expect(await page.locator('#dx').textContent()).toBe(`x = 1.00, dy/dx = ${((1 - y * y) * 2).toFixed(4)}`);
      const [major] = manifestOf('packages/autograd').version.split('.');
      expect(asked).toEqual([`${CDN}${major}/dist/index.js`]);
    } finally {
      await browser.close();
    }
  },
);

/** Answers what the page asks of the CDN as that would once the package is published: with the files in its tarball. */
async function serveFromDist(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route(`${CDN}**`, async (route) => {
    const url = route.request().url();
    const file = url.slice(url.indexOf('/dist/') + 1);
    if (file === 'dist/index.js') asked.push(url);
    const headers = { 'access-control-allow-origin': '*' };
    const body = readFileSync(join(root, 'packages/autograd', file), 'utf8');
    await route.fulfill({ contentType: 'text/javascript', headers, body });
  });
  return asked;
}
