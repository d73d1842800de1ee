import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as playwright, type Page } from 'playwright';
import { expect, test } from 'vitest';
import { chromiumArguments, findChromium, noteFor } from '../../../testing/chromium.ts';
import { blankProject } from './blank-project.ts';

const project = blankProject();
const chromium = findChromium();
const sizes = ['--layers', '1', '--embd', '16', '--batch', '1'];

test.skipIf(chromium === undefined)(
  `the packed program opens a checkpoint in the page, follows it, and the page goes on with a copy${noteFor(chromium)}`,
  async () => {
    project.run('npx', ['microgpt', 'train', ...sizes, '--steps', '20', '--out', 'first.safetensors']);
    project.run('npx', ['microgpt', 'train', ...sizes, '--steps', '30', '--out', 'second.safetensors']);
    await whileOpen('first.safetensors', async (page, program) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(await addressOf(program));
      await page.getByText('first.safetensors, step 20 of 20').waitFor();
      expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);

      renameSync(join(project.folder, 'second.safetensors'), join(project.folder, 'first.safetensors'));
      await page.getByText('first.safetensors, step 30 of 30').waitFor();

      await page.getByRole('button', { name: 'Continue with a copy here' }).click();
      await page.getByText('Done: 60 steps').waitFor();
      expect(errors).toEqual([]);

      program.kill('SIGINT');
      expect(await once(program, 'exit')).toEqual([0, null]);
    });
  },
);

test.skipIf(chromium === undefined)(
  `a checkpoint with layers of its own is shown once the page has their module${noteFor(chromium)}`,
  async () => {
    project.write(
      'squared.js',
      `import { FeedForward } from '@microgpt/gpt';
       export const mlp = (config, init) => new FeedForward(config, init, { activation: (x) => x.relu().pow(2) });`,
    );
    const out = ['--steps', '20', '--out', 'squared.safetensors'];
    project.run('npx', ['microgpt', 'train', ...sizes, '--parts', './squared.js', ...out]);
    await whileOpen('squared.safetensors', async (page, program) => {
      await page.goto(await addressOf(program));
      await page.getByText('squared.safetensors could not be shown: its network has layers of your own').waitFor();
      await page.locator('input[type=file]').first().setInputFiles(join(project.folder, 'squared.js'));
      await page.getByText('squared.safetensors, step 20 of 20').waitFor();
    });
  },
);

/** Does something with the program that opens a file, and an empty page in a browser. */
async function whileOpen(file: string, use: (page: Page, program: ChildProcess) => Promise<void>): Promise<void> {
  const main = join(project.folder, 'node_modules/@microgpt/cli/dist/main.js');
  const args = [main, 'open', file, '--no-browser'];
  const program = spawn(process.execPath, args, { cwd: project.folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await playwright.launch({ executablePath: chromium ?? '', args: [...chromiumArguments] });
  try {
    await use(await browser.newPage(), program);
  } finally {
    program.kill('SIGKILL');
    await browser.close();
  }
}

/** The address that the program prints. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = '';
  stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await expect.poll(() => printed, { timeout: 20_000 }).toMatch(/ is open at http:\S+\n/);
  return /http:\S+/.exec(printed)?.[0] ?? '';
}
