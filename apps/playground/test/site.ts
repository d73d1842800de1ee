import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type LaunchOptions } from 'playwright';
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
  /** The folder that holds the built page. */
  readonly folder: string;
  /** Address of the browser, for `chromium.connect`. */
  readonly browser: string;
  close(): Promise<void>;
}

/** How the browser is started: it slows hidden pages down, as a user's does. */
export function launchOptions(executablePath: string): LaunchOptions {
  return { executablePath, args: [...chromiumArguments], ignoreDefaultArgs: throttling };
}

/** A built page on disk. */
export interface BuiltSite {
  readonly folder: string;
  remove(): void;
}

/** Builds the page into a temporary folder. */
export async function buildSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const { NODE_ENV = 'production' } = process.env;
  process.env.NODE_ENV = 'production'; // Vitest says `test`, which would build another page than the published one
  await build({ root, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  process.env.NODE_ENV = NODE_ENV;
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}

/** A server of the built page. */
export interface SiteServer {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a built page on a free port of this machine.
 *
 * @param isolated whether with the headers that isolate it; without them it is as a host of static files serves it
 */
export async function serveSite(outDir: string, isolated = true): Promise<SiteServer> {
  const options = { root, logLevel: 'warn', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } } as const;
  const server = await preview(isolated ? options : { ...options, configFile: false, base: './' });
  const { local, network } = server.resolvedUrls ?? { local: [], network: [] };
  return { address: [...local, ...network][0], close: () => server.close() };
}

/** Builds the page, serves it with and without the headers, and starts a browser. */
export async function openSite(executablePath: string): Promise<Site> {
  const built = await buildSite();
  const servers = await Promise.all([true, false].map((isolated) => serveSite(built.folder, isolated)));
  const browser = await chromium.launchServer(launchOptions(executablePath));
  return {
    isolated: servers[0].address,
    plain: servers[1].address,
    folder: built.folder,
    browser: browser.wsEndpoint(),
    close: async () => {
      await browser.close();
      await Promise.all(servers.map((server) => server.close()));
      built.remove();
    },
  };
}
