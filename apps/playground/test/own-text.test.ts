import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { chooseText, openTextDialog, textDialog } from './own-text-dialog.ts';
import { note, test } from './page.ts';

const sonnets = readFileSync(new URL('../src/data/texts/sonnets.txt', import.meta.url));
test(`a text that is pasted is shown as tokens, and learned from as the user wants${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=20' });
  const dialog = await openTextDialog(page);
  const field = dialog.getByLabel('A text to learn from');
  await field.fill(sonnets.toString().slice(0, 5000));
  await dialog.getByText('empty lines divide it').waitFor();
  await dialog.getByText('lines', { exact: true }).click();
  await dialog.getByText('every line about').waitFor();
  await dialog.getByText('byte pairs', { exact: true }).click();
  await dialog.getByText('a vocabulary of').waitFor();
  await dialog.getByText('characters', { exact: true }).click();

  await field.fill('oslo\nrome\nparis\nberlin\nmadrid\n'.repeat(40));
  await dialog.getByText('each line stands alone').waitFor();
  const [first] = await dialog.getByRole('list', { name: 'The tokens of the first lines' }).getByRole('listitem').all();
  expect(await first.locator('span').allTextContents()).toEqual(['o', 's', 'l', 'o']);
  await learn(page);
  const { settings } = (await page.contents()).extra;
  expect(settings).toMatchObject({ kind: 'lines', data: 'pasted.txt' });
});

test(`a link to a text of the user makes the same run again${note}`, async ({ visit }) => {
  const page = await visit();
  const dialog = await openTextDialog(page);
  await chooseText(page, { name: 'sonnets.txt', mimeType: 'text/plain', buffer: sonnets });
  await dialog.getByText('empty lines divide it').waitFor();
  await page.press('Learn from it');
  const sha256 = createHash('sha256').update(sonnets).digest('hex');
  await expect.poll(() => page.page.url()).toContain(`#data=own:${sha256}`);
  const before = page.page.url();
  await page.page.reload();
  await page.untilOpened();
  expect(page.page.url()).toBe(before);
});

test(`what cannot be learned from is explained in the dialog, and one letter repeated can be${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'steps=20' });
  const dialog = await openTextDialog(page);
  const learnFromIt = dialog.getByRole('button', { name: 'Learn from it' });
  await chooseText(page, { name: 'old.txt', mimeType: 'text/plain', buffer: Buffer.from('\uFEFFhello', 'utf16le') });
  await dialog.getByText('old.txt is text in UTF-16. Save it as UTF-8').waitFor();
  expect(await learnFromIt.isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Paste instead' }).click();
  await dialog.getByLabel('A text to learn from').fill('abc');
  await dialog.getByText('has only 3 characters').waitFor();
  expect(await learnFromIt.isDisabled()).toBe(true);

  await dialog.getByLabel('A text to learn from').fill('a'.repeat(1000));
  await learn(page);
  expect((await page.contents()).extra.data).toMatchObject({ bytes: 1000 });
});

/** Takes what the dialog shows, and trains on it to the end. */
async function learn(page: Driver): Promise<void> {
  await page.press('Learn from it');
  await textDialog(page).waitFor({ state: 'hidden' });
  await expect.poll(() => page.page.url()).toContain('#data=own:');
  await page.press(/^Train/);
  await page.untilDone();
}
