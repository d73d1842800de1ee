import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';
import { watchFrames } from './watch-frames.ts';

const sonnets = readFileSync(new URL('../src/data/texts/sonnets.txt', import.meta.url));
const dialogOf = ({ page }: Driver) => page.getByRole('dialog', { name: 'Your text' });

async function openDialog(page: Driver) {
  await page.untilOpened();
  await page.press('Your text …');
  const dialog = dialogOf(page);
  await dialog.waitFor();
  return dialog;
}

test(`a text that is pasted is shown as tokens, and learned from with settings that suit it${note}`, async ({
  visit,
}) => {
  const page = await visit();
  const dialog = await openDialog(page);
  await dialog.getByLabel('A text to learn from').fill('oslo\nrome\nparis\nberlin\nmadrid\n'.repeat(40));
  await dialog.getByText('each line stands alone').waitFor();
  const [first] = await dialog.getByRole('list', { name: 'The tokens of the first lines' }).getByRole('listitem').all();
  expect(await first.locator('span').allTextContents()).toEqual(['o', 's', 'l', 'o']);
  await page.press('Learn from it');
  await dialog.waitFor({ state: 'hidden' });
  await page.press(/^Train/);
  await page.untilDone();
  const { settings } = (await page.contents()).extra;
  expect(settings).toMatchObject({ kind: 'lines', data: 'pasted.txt' });
  expect(page.page.url()).toContain('#data=own:');
});

test(`a link to a text of the user makes the same run again${note}`, async ({ visit }) => {
  const page = await visit();
  const dialog = await openDialog(page);
  const chooser = page.page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file …' }).click();
  await (await chooser).setFiles({ name: 'sonnets.txt', mimeType: 'text/plain', buffer: sonnets });
  await dialog.getByText('empty lines divide it').waitFor();
  await page.press('Learn from it');
  const sha256 = createHash('sha256').update(sonnets).digest('hex');
  await expect.poll(() => page.page.url()).toContain(`#data=own:${sha256}`);
  const before = page.page.url();
  await page.page.reload();
  await page.untilOpened();
  expect(page.page.url()).toBe(before);
});

test(`what cannot be learned from is explained in the dialog${note}`, async ({ visit }) => {
  const page = await visit();
  const dialog = await openDialog(page);
  const chooser = page.page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file …' }).click();
  const buffer = Buffer.from('﻿hello in another encoding', 'utf16le');
  await (await chooser).setFiles({ name: 'old.txt', mimeType: 'text/plain', buffer });
  await dialog.getByText('old.txt is text in UTF-16. Save it as UTF-8').waitFor();
  expect(await dialog.getByRole('button', { name: 'Learn from it' }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Paste instead' }).click();
  await dialog.getByLabel('A text to learn from').fill('abc');
  await dialog.getByText('has only 3 characters').waitFor();
});

test(`the kind and the tokens can be changed${note}`, async ({ visit }) => {
  const page = await visit();
  const dialog = await openDialog(page);
  await dialog.getByLabel('A text to learn from').fill(sonnets.toString().slice(0, 5000));
  await dialog.getByText('empty lines divide it').waitFor();
  await dialog.getByText('lines', { exact: true }).click();
  await dialog.getByText('every line about').waitFor();
  await dialog.getByText('byte pairs', { exact: true }).click();
  await dialog.getByText('a vocabulary of').waitFor();
});

test(`a text of 5 MB is pasted and read while the page stays smooth${note}`, async ({ visit }) => {
  const page = await visit();
  const dialog = await openDialog(page);
  const end = await watchFrames(page.page);
  await dialog.getByLabel('A text to learn from').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text.repeat(54));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, sonnets.toString());
  await dialog.getByText('5.1 MB').waitFor();
  await dialog.getByText('empty lines divide it').waitFor({ timeout: 30_000 });
  expect(Math.max(0, ...(await end()).longTasks)).toBeLessThanOrEqual(200);
});
