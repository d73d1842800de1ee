import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';
import { expect, inject, test as base } from 'vitest';
import { findChromium, noteFor } from '../../../testing/chromium.ts';
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
export type Visit = (options?: VisitOptions) => Promise<Driver>;

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

const withPage = base.extend<{ visit: Visit }>({
  visit: async ({ task }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async ({ hash, isolated, tabOf, before, expected = [], ...options } = {}) => {
      const context = tabOf?.page.context() ?? (await (await sharedBrowser()).newContext(options));
      if (tabOf === undefined) contexts.push(context);
      const page = await context.newPage();
      watchForErrors(page, errors, expected);
      await before?.(page);
      await page.goto(addressOf({ isolated, hash }));
      return new Driver(page);
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(errors, `errors of the page in "${task.name}"`).toEqual([]);
  },
});

/** A test in Chromium with `visit`. It fails if a page prints an error, throws one, or misses a file. */
export const test = testUnless(false);

/** As {@link test}, for a test that something else keeps from running. */
export function testUnless(isSkipped: boolean): ReturnType<typeof withPage.skipIf> {
  return withPage.skipIf(site === undefined || isSkipped);
}

/** Ending of the name of a test in a browser: empty, or why the test is skipped. */
export const note = noteFor(findChromium());
