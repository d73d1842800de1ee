import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What Chromium is called on the machines that have it. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The Chromium of this machine, for tests in a browser: what the variable CHROMIUM names, else what PATH holds.
 *
 * @throws Error if CHROMIUM names what cannot be run
 */
export function findChromium(): string | undefined {
  const { CHROMIUM: chosen, PATH = '' } = process.env;
  if (chosen) {
    if (!isExecutable(chosen)) throw new Error(`CHROMIUM is "${chosen}", which cannot be run`);
    return chosen;
  }
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
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

/** Says in the output that there was no browser to test in, so that nobody takes a green run for more than it was. */
export function warnThatSkipped(what: string): void {
  console.warn(
    `\nSKIPPED: ${what}: no Chromium here. Install one (apt-get install chromium), or let CHROMIUM name one.\n`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
