import type { FileChooser, Locator } from 'playwright';
import type { Driver } from './driver.ts';

/** The dialog for the user's own text. */
export function textDialog({ page }: Driver): Locator {
  return page.getByRole('dialog', { name: 'Your text' });
}

/** Opens the dialog for the user's own text. */
export async function openTextDialog(page: Driver): Promise<Locator> {
  await page.untilOpened();
  await page.press('Your text …');
  const dialog = textDialog(page);
  await dialog.waitFor();
  return dialog;
}

/** Chooses a file in that dialog. */
export async function chooseText(page: Driver, file: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
  const [chooser] = await Promise.all([page.page.waitForEvent('filechooser'), page.press('Choose a file …')]);
  await chooser.setFiles(file);
}
