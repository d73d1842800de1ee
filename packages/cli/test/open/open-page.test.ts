import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCommand } from '../../src/commands/open.ts';
import { pageFolder } from '../../src/open/page-folder.ts';
import { runCommand } from '../run-command.ts';
import { smallRun, type SmallRun } from '../small-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const open = (...args: string[]) => runCommand(openCommand, args);

let run: SmallRun;
beforeAll(async () => {
  run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text' });
});

describe('open ends with an error', () => {
  test('if there is no such file', async () => {
    await expect(open(join(folder, 'none.safetensors'))).rejects.toThrow(
      /^there is no file .*none\.safetensors; pass a/,
    );
  });

  test('if the file is no checkpoint, and says what it is', async () => {
    const poems = join(folder, 'poems.txt');
    writeFileSync(poems, 'she sells sea shells\n');
    await expect(open(poems)).rejects.toThrow(/poems\.txt is a text and not a checkpoint; microgpt train/);
  });

  test.each(['0', '65536', 'x'])('if the port is %s', async (port) => {
    await expect(open(run.file, '--port', port)).rejects.toThrow(`expected a port from 1 to 65535, got "${port}"`);
  });
});

const isBuilt = (() => {
  try {
    return pageFolder() !== '';
  } catch {
    return false;
  }
})();
const note = isBuilt ? '' : ' (skipped: the page is not built; run pnpm --filter playground build)';

describe.skipIf(!isBuilt)('the program', () => {
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  /** Starts `microgpt open`, and waits for its address. */
  async function start(args: readonly string[], env: object = {}): Promise<{ child: ChildProcess; address: string }> {
    const options = ['--conditions=@microgpt/source', '--import', 'tsx', main, 'open', run.file, ...args];
    const child = spawn(process.execPath, options, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let written = '';
    child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
    await expect.poll(() => written, { timeout: 20_000 }).toMatch(/ is open at http:\S+\n/);
    return { child, address: /http:\S+/.exec(written)?.[0] ?? '' };
  }

  test(`prints the address, serves the page and the file, and ends with Ctrl-C${note}`, async () => {
    const { child, address } = await start(['--no-browser']);
    const page = await fetch(address);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; .*; frame-ancestors 'none'$/);
    expect(await page.text()).toContain('content="run.safetensors"');
    const bytes = Buffer.from(await (await fetch(new URL('checkpoint', address))).arrayBuffer());
    expect(bytes.equals(readFileSync(run.file))).toBe(true);
    expect(await (await fetch(new URL('text', address))).text()).toBe(readFileSync(run.data, 'utf8'));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.skipIf(process.platform !== 'linux')(`opens the browser${note}`, async () => {
    const opened = join(folder, 'opened.txt');
    const browser = join(folder, 'browser.sh');
    writeFileSync(browser, `#!/bin/sh\necho "$1" > "${opened}.part"\nmv "${opened}.part" "${opened}"\n`);
    chmodSync(browser, 0o755);
    // No desktop and no list of programs: then the variable BROWSER says what opens addresses.
    const none = { HOME: folder, XDG_DATA_HOME: folder, XDG_DATA_DIRS: folder, XDG_CURRENT_DESKTOP: '' };
    const { address } = await start([], { ...none, BROWSER: browser, DISPLAY: ':0' });
    await expect
      .poll(() => existsSync(opened) && readFileSync(opened, 'utf8'), { timeout: 10_000 })
      .toBe(`${address}\n`);
  });

  test(`on a machine without a browser still serves the page${note}`, async () => {
    const { child, address } = await start([], { BROWSER: '/none', PATH: '/none', DISPLAY: '' });
    await new Promise((resolve) => setTimeout(resolve, 300)); // time to fail
    expect((await fetch(address)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
