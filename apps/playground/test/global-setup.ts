import type { TestProject } from 'vitest/node';
import { findBrowser, findChromium, warnThatSkipped } from '../../../testing/chromium.ts';
import { openSite, type Site } from './site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The addresses of the built page and of the browser; undefined on a machine without one. */
    site: Pick<Site, 'isolated' | 'plain' | 'folder' | 'browser'> | undefined;
  }
}

/** A site, and how many projects of a run use it. */
interface SharedSite {
  readonly opened: Promise<Site>;
  users: number;
}

/** The sites by their browsers. Each project has a copy of this module. */
const shared = globalThis as { playgroundSites?: Map<string, SharedSite> };

/** Builds the page and starts a browser once for all test files. */
export async function setup({ name, provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Without windows, Chromium draws more slowly than a user's does.
  const chromium = (name === 'pace' ? findBrowser() : undefined) ?? findChromium();
  if (chromium === undefined) {
    warnThatSkipped('the tests of the playground');
    provide('site', undefined);
    return undefined;
  }
  const sites = (shared.playgroundSites ??= new Map<string, SharedSite>());
  const use = sites.get(chromium) ?? { opened: openSite(chromium), users: 0 };
  sites.set(chromium, use);
  use.users++;
  const site = await use.opened;
  const { isolated, plain, folder, browser } = site;
  provide('site', { isolated, plain, folder, browser });
  return async () => {
    use.users--;
    if (use.users === 0) await site.close();
  };
}
