import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, expect, inject } from 'vitest';
import { Driver } from './driver.ts';
import { watchForErrors } from './errors.ts';
import { note, sharedBrowser, test } from './page.ts';
import { serveSite, type SiteServer } from './site.ts';

const site = inject('site');
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A copy of the built page, which a test may change. */
function copyOfSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'playground-copy-'));
  cpSync(site?.folder ?? '', folder, { recursive: true });
  endings.push(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

async function serve(folder: string): Promise<SiteServer> {
  const server = await serveSite(folder);
  endings.push(() => server.close().catch(() => undefined));
  return server;
}

/** Opens the page, and waits until the browser keeps all of it. */
async function openKept(address: string, errors: string[] = []): Promise<Page> {
  const context = await (await sharedBrowser()).newContext();
  endings.push(() => context.close());
  const page = await context.newPage();
  watchForErrors(page, errors);
  await page.goto(address);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return page;
}

test(`once loaded, every view, engine and text works without network, and the page can be loaded again${note}`, async () => {
  const server = await serve(copyOfSite());
  const errors: string[] = [];
  const page = new Driver(await openKept(`${server.address}#steps=5`, errors));
  await page.samplesAt(0); // the workers are there
  await server.close();
  await page.page.context().setOffline(true);

  const texts = await page.page.getByRole('radiogroup', { name: 'The text it learns from' }).getByRole('radio').all();
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) {
    await text.check({ force: true });
    await page.press(/^Train( a new run)?$/);
    await page.untilDone();
  }
  await page.openView('Write');
  await page.page.reload();
  await page.page.getByRole('option').first().waitFor();
  for (const engine of ['cpu', 'scalar']) {
    await page.page.goto(`${server.address}#steps=3&engine=${engine}`);
    await page.page.reload();
    await page.press('Train');
    await page.untilDone();
    expect((await page.contents()).extra.settings).toMatchObject({ engine });
  }
  expect(errors).toEqual([]);
});

test(`a new version is taken at the next load, and an open page keeps its own files${note}`, async () => {
  const folder = copyOfSite();
  const server = await serve(folder);
  const page = await openKept(server.address);
  release(folder, 'second');

  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state))
    .toBe('installed');
  expect(await page.locator('meta[name=version]').count()).toBe(0);

  await page.reload();
  await page.locator('meta[name=version][content=second]').waitFor({ state: 'attached' });
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(1);
});

/** Makes another version of the page, as a build would. */
function release(folder: string, version: string): void {
  const html = join(folder, 'index.html');
  writeFileSync(
    html,
    readFileSync(html, 'utf8').replace('</head>', `<meta name="version" content="${version}"></head>`),
  );
  const worker = join(folder, 'service-worker.js');
  const code = readFileSync(worker, 'utf8');
  writeFileSync(worker, code.replace(/"[0-9a-f]{12}"/, `"${version}"`));
  expect(readFileSync(worker, 'utf8')).not.toBe(code);
}
