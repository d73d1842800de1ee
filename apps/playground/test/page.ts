import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';
import { expect, inject, test as base } from 'vitest';
import { findBrowser, findChromium, noteFor } from '../../../testing/chromium.ts';
import { Driver } from './driver.ts';
import { watchForErrors } from './errors.ts';

/** How a page is opened. */
export interface VisitOptions extends BrowserContextOptions {
  /** What follows the `#` of the address. */
  readonly hash?: string | undefined;
  /** Whether the server sends the headers that isolate the page; default true. */
  readonly isolated?: boolean | undefined;
  /** A context that another page of this test was opened in: another tab of the same browser. */
  readonly tabOf?: Driver;
  /** Is done with the empty tab before the page is opened in it. */
  readonly before?: (page: Page) => Promise<void>;
  /** What is no failure in this test: part of a message in the console, or of the address of a request. */
  readonly expected?: readonly string[];
}

/** Opens the built page in a fresh profile, or in another tab. */
type Visit = (options?: VisitOptions) => Promise<Driver>;

const site = inject('site');
let browser: Promise<Browser> | undefined;

/** The browser that all tests share; it is closed at the end of all. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.connect(site?.browser ?? '');
  return browser;
}

/** Where the built page is served. */
export function addressOf({ isolated = true, hash = '' }: Pick<VisitOptions, 'isolated' | 'hash'> = {}): string {
  return `${(isolated ? site?.isolated : site?.plain) ?? ''}${hash === '' ? '' : `#${hash}`}`;
}

/** Visits of one test, or of all tests of a file that share a page. */
class Visits {
  readonly #contexts: BrowserContext[] = [];
  readonly #errors: string[] = [];

  readonly visit: Visit = async ({ hash, isolated, tabOf, before, expected = [], ...options } = {}) => {
    const context = tabOf?.page.context() ?? (await (await sharedBrowser()).newContext(options));
    if (tabOf === undefined) this.#contexts.push(context);
    const page = await context.newPage();
    watchForErrors(page, this.#errors, expected);
    await before?.(page);
    await page.goto(addressOf({ isolated, hash }));
    return new Driver(page);
  };

  /** Closes the pages. Fails if one printed an error, threw one, or missed a file. */
  async end(where: string): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    expect(this.#errors, `errors of the page in ${where}`).toEqual([]);
  }
}

const withPage = base.extend<{ visit: Visit }>({
  visit: async ({ task }, use) => {
    const visits = new Visits();
    await use(visits.visit);
    await visits.end(`"${task.name}"`);
  },
});

/** A test in Chromium with `visit`. It fails if a page prints an error, throws one, or misses a file. */
export const test = testUnless(false);

/** As {@link test}, for a test that something else keeps from running. */
export function testUnless(isSkipped: boolean): ReturnType<typeof withPage.skipIf> {
  return withPage.skipIf(site === undefined || isSkipped);
}

/** How the page that the tests of a file share is brought into the state in which they find it. */
interface Opening {
  readonly open: (visit: Visit) => Promise<Driver>;
}

/** A test with a page that all tests of its file share, and that is opened once. */
export function testOn(open: Opening['open']) {
  return base
    .extend<{ opening: Opening; page: Driver }>({
      opening: [{ open }, { scope: 'file' }],
      page: [
        async ({ opening }, use) => {
          const visits = new Visits();
          await use(await opening.open(visits.visit));
          await visits.end('the page that the tests of a file share');
        },
        { scope: 'file' },
      ],
    })
    .skipIf(site === undefined);
}

/** Ending of the name of a test in a browser: empty, or why the test is skipped. */
export const note = noteFor(findChromium());

/** A whole browser, with windows and profiles; undefined on a machine without one. */
export const wholeBrowser = findBrowser();

/** As {@link note}, for a test that needs a whole browser. */
export const browserNote = noteFor(wholeBrowser);

/** A test in a whole browser, which it starts by itself. */
export const browserTest = testUnless(wholeBrowser === undefined);
