import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserServer, type LaunchOptions } from 'playwright';
import { build, preview } from 'vite';
import { chromiumArguments } from '../../../testing/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What Playwright switches off and a user's browser does: it slows pages down that nobody sees. */
const throttling = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** The built page, served at two addresses, and a browser to open it in. */
export interface Site {
  /** Address of the page with the headers that isolate it from other origins. */
  readonly isolated: string;
  /** Address of the page without these headers, as a host of static files serves it: without SharedArrayBuffer. */
  readonly plain: string;
  /** Address of the browser, for `chromium.connect`. */
  readonly browser: string;
  close(): Promise<void>;
}

/** How the browser is started: it slows hidden pages down, as a user's does. */
export function launchOptions(executablePath: string): LaunchOptions {
  return { executablePath, args: [...chromiumArguments], ignoreDefaultArgs: throttling };
}

/** Builds the page into a temporary folder, serves it on free ports of this machine, and starts a browser. */
export async function openSite(executablePath: string): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const outDir = join(folder, 'dist');
  await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  const server = { host: '127.0.0.1', port: 0 };
  const isolated = await preview({ root, logLevel: 'warn', build: { outDir }, preview: server });
  const plain = await preview({ root, configFile: false, base: './', build: { outDir }, preview: server });
  const browser: BrowserServer = await chromium.launchServer(launchOptions(executablePath));
  return {
    isolated: addressOf(isolated),
    plain: addressOf(plain),
    browser: browser.wsEndpoint(),
    close: async () => {
      await browser.close();
      await Promise.all([isolated.close(), plain.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf({ resolvedUrls }: { resolvedUrls: { local: string[]; network: string[] } | null }): string {
  const [address] = [...(resolvedUrls?.local ?? []), ...(resolvedUrls?.network ?? [])];
  return address;
}
