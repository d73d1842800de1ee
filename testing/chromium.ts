import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { noteSkipped } from './skipped.ts';

/** What Chromium is called on the machines that have it. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];
/** And headless Chromium, which opens a page in half the time. */
const shells = ['chromium-headless-shell', 'chrome-headless-shell'];

/**
 * The Chromium of this machine, for tests of a page: what the variable CHROMIUM names, else what PATH holds, preferably headless.
 *
 * @throws Error if CHROMIUM names what cannot be run
 */
export function findChromium(): string | undefined {
  return find([...shells, ...browsers]);
}

/** As {@link findChromium}, for tests that need a whole browser: to hide tabs, open a profile again, or measure the memory of a page. */
export function findBrowser(): string | undefined {
  return find(browsers);
}

function find(names: readonly string[]): string | undefined {
  const { CHROMIUM: chosen, PATH = '' } = process.env;
  if (chosen) {
    if (!isExecutable(chosen)) throw new Error(`CHROMIUM is "${chosen}", which cannot be run`);
    return chosen;
  }
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** For Playwright's launch: no sandbox, as root has none, and nothing fetched behind the test's back. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why a test in a browser is skipped on a machine without one. */
const reason = 'no Chromium here; install one (apt-get install chromium), or let CHROMIUM name one';

/** Ending of the name of a test in a browser: empty, or why the test is skipped. */
export function noteFor(chromium: string | undefined): string {
  return chromium === undefined ? ` (skipped: ${reason})` : '';
}

/** Says at the end of the run that there was no browser to test in, so that nobody takes it for more than it was. */
export function warnThatSkipped(what: string): void {
  const line = `${what}: ${reason}`;
  noteSkipped([line]);
  process.on('exit', () => {
    console.warn(`SKIPPED ${line}`);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
