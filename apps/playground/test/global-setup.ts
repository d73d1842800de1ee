import type { TestProject } from 'vitest/node';
import { findChromium, warnThatSkipped } from '../../../testing/chromium.ts';
import { openSite, type Site } from './site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The addresses of the built page and of the browser; undefined on a machine without one. */
    site: Pick<Site, 'isolated' | 'plain' | 'folder' | 'browser'> | undefined;
  }
}

/** The site that all projects of a run share, and how many of them use it. Each project has a copy of this module. */
const shared = globalThis as { playgroundSite?: { readonly opened: Promise<Site>; users: number } };

/** Builds the page and starts a browser once for all test files. */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const chromium = findChromium();
  if (chromium === undefined) {
    warnThatSkipped('the tests of the playground');
    provide('site', undefined);
    return undefined;
  }
  const use = (shared.playgroundSite ??= { opened: openSite(chromium), users: 0 });
  use.users++;
  const site = await use.opened;
  const { isolated, plain, folder, browser } = site;
  provide('site', { isolated, plain, folder, browser });
  return async () => {
    use.users--;
    if (use.users === 0) await site.close();
  };
}
