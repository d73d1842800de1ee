import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright';
import { chromiumArguments } from '../../../testing/chromium.ts';

/**
 * A browser as a user starts it, with a profile on disk.
 *
 * The browser that Playwright starts tells every page that it is in front. In this one a tab behind another is hidden:
 * its timers come once a second and its frames never.
 */
export class UserBrowser {
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #process: ChildProcess;

  private constructor(browser: Browser, process: ChildProcess) {
    this.#browser = browser;
    this.#process = process;
    [this.context] = browser.contexts();
  }

  /** Starts it with the profile in a folder. */
  static async start(executablePath: string, profile: string, flags: readonly string[] = []): Promise<UserBrowser> {
    const args = [
      '--headless',
      ...chromiumArguments,
      ...flags,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ];
    const process = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const browser = await chromium.connectOverCDP(await endpointOf(process), { noDefaults: true });
    return new UserBrowser(browser, process);
  }

  /** The ids of its processes that draw pages. */
  async renderers(): Promise<number[]> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  }

  /** Closes it as a user does. */
  async close(): Promise<void> {
    const session = await this.#browser.newBrowserCDPSession();
    await Promise.all([once(this.#process, 'exit'), session.send('Browser.close')]);
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

/** Does something in a browser with a new profile, and removes both. */
export async function inUserBrowser(
  executablePath: string,
  use: (browser: UserBrowser) => Promise<void>,
  flags: readonly string[] = [],
): Promise<void> {
  const profile = temporaryProfile();
  const browser = await UserBrowser.start(executablePath, profile.folder, flags);
  try {
    await use(browser);
  } finally {
    await browser.close();
    profile.remove();
  }
}

/** A folder for a profile, and how to remove it. */
export function temporaryProfile(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'playground-profile-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  return { folder, remove };
}

/** The address that the browser prints when it is ready. */
function endpointOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const endpoint = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
      if (endpoint !== undefined) resolve(endpoint);
    });
    stderr?.on('close', () => {
      reject(new Error(`Chromium ended before it was ready, and printed:\n${printed}`));
    });
  });
}
