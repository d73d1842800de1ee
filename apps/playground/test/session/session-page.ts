import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { createServer } from 'vite';
import { afterAll, beforeAll, test as base } from 'vitest';
import { findChromium, noteFor } from '../../../../testing/chromium.ts';
import type { RunState } from '../../src/session/run-state.ts';
import { launchOptions } from '../site.ts';

type PageSession = typeof import('../../src/session/session.ts');

declare global {
  /** The session of the page, as its views import it. */
  var microgpt: PageSession;
}

const executable = findChromium();

/** A test in Chromium, of the session without its views. */
export const test = base.skipIf(executable === undefined);

/** The same, but skipped if something else is missing, too. */
export const testUnless = (isMissing: boolean) => base.skipIf(executable === undefined || isMissing);

/** Ending of the name of a test in a browser: empty, or why the test is skipped. */
export const note = noteFor(executable);

let browser: Browser | undefined;
let address = '';
let stopServer: () => Promise<void> = () => Promise.resolve();

/** Serves the page from its source, where a test can import its modules, and starts a browser. */
export function serveSession(): void {
  beforeAll(async () => {
    if (executable === undefined) return;
    const cacheDir = mkdtempSync(join(tmpdir(), 'session-'));
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const server = await createServer({
      root,
      cacheDir,
      logLevel: 'warn',
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    });
    await server.listen();
    address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0] ?? '';
    browser = await chromium.launch(launchOptions(executable));
    stopServer = async () => {
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    };
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stopServer();
  });
}

/** A fresh profile of the browser. */
export async function newProfile(): Promise<BrowserContext> {
  if (browser === undefined) throw new Error('no browser');
  return browser.newContext();
}

/** The origin of the page. */
export function origin(): string {
  return new URL(address).origin;
}

/** Opens the page in a tab, and waits for its first run. */
export async function openTab(context: BrowserContext, hash: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${address}#${hash}`);
  await attach(page);
  return page;
}

/** Makes the session of a page that was loaded known to {@link Page.evaluate}, when it has a run in front. */
export async function attach(page: Page): Promise<void> {
  // As text, because the test runner rewrites imports in functions.
  const content = "import * as session from '/src/session/session.ts'; globalThis.microgpt = session;";
  await page.addScriptTag({ type: 'module', content });
  await until(page, () => 'microgpt' in globalThis);
  await until(page, () => microgpt.run.value !== undefined);
}

/** Waits until something is true in a page. */
export async function until(page: Page, isTrue: () => boolean): Promise<void> {
  await page.waitForFunction(isTrue, undefined, { timeout: 30_000, polling: 20 });
}

/** The run in front. */
export async function runOf(page: Page): Promise<RunState> {
  return page.evaluate(() => {
    if (microgpt.run.value === undefined) throw new Error('there is no run');
    return microgpt.run.value;
  });
}

/** The texts of all notices. */
export function noticesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => microgpt.notices.value.map(({ text }) => text));
}

/** Trains the run in front to its end. */
export async function train(page: Page): Promise<void> {
  await page.evaluate(() => microgpt.session.start());
}

/** Starts the run in front, and returns when it has more steps than some. */
export async function trainPast(page: Page, step: number): Promise<void> {
  await page.evaluate((least) => {
    void microgpt.session.start();
    return new Promise<void>((resolve) => {
      microgpt.run.subscribe((state) => {
        if (state && state.progress.step > least) resolve();
      });
    });
  }, step);
}

/** The checkpoint that the page downloads. */
export async function download(page: Page): Promise<Buffer> {
  const waiting = page.waitForEvent('download');
  await page.evaluate(() => microgpt.session.download());
  return readFile(await (await waiting).path());
}

/** Gives files to the page, as when they are dropped. */
export async function openFiles(page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const named = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const);
  await page.evaluate(async (all) => {
    const dropped = all.map(([name, text]) => {
      return new File([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))], name);
    });
    await microgpt.session.openFiles(dropped);
  }, named);
}
