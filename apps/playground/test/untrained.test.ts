import { note, test } from './page.ts';

test(`an untrained model says so, and can be trained or replaced by a file${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=200&view=write' });
  const untrained = page.part('The model is untrained');
  await untrained.getByRole('button', { name: 'Open a file …' }).waitFor();
  await page.press('Train');
  await untrained.waitFor({ state: 'detached' });
  await page.page.getByText('200, the newest').waitFor();
  const [chooser] = await Promise.all([page.page.waitForEvent('filechooser'), page.press('Open a file …')]);
  await chooser.setFiles({ name: 'towns.txt', mimeType: '', buffer: Buffer.from('oslo\nrome\nparis\n'.repeat(40)) });
  await page.page.getByRole('dialog').getByText('towns.txt').waitFor();
});
