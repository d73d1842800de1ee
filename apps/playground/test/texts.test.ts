import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';
import { watchFrames } from './watch-frames.ts';

const MEBIBYTE = 2 ** 20;

test(`a text of 5 MB is read and learned from while the page stays smooth${note}`, async ({ visit }) => {
  const words = 'the quick brown fox jumps over the lazy dog and runs into the wide green wood '.split(' ');
  const lines = Array.from({ length: 70_000 }, (_, i) =>
    words.map((_, j) => words[(i * j + j) % words.length]).join(' '),
  );
  const buffer = Buffer.from(lines.join('\n')).subarray(0, 5 * MEBIBYTE);
  expect(buffer.length).toBe(5 * MEBIBYTE);

  const page = await visit({ hash: 'steps=20&block=16' });
  const end = await watchFrames(page.page);
  await page.openFiles({ name: 'large.txt', mimeType: 'text/plain', buffer });
  await learnFromIt(page);
  await page.untilAfter(0);
  await page.press('Pause');
  await page.untilAtRest();
  expect(Math.max(0, ...(await end()).longTasks)).toBeLessThanOrEqual(200);
  expect((await page.contents()).extra.data).toMatchObject({ bytes: 5 * MEBIBYTE });
});

test(`an empty text is refused in a sentence, and the run stays${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=50' });
  await page.press('Train');
  await page.untilDone();
  await page.openFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  expect(await page.notice('empty.txt')).toContain('empty');
  expect(await page.untilAtRest()).toBe('Done: 50 steps');
});

test(`one letter repeated is learned from, as every text is${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=50' });
  const buffer = Buffer.from('a'.repeat(1000));
  await page.openFiles({ name: 'one-letter.txt', mimeType: 'text/plain', buffer });
  await learnFromIt(page);
  await page.untilDone();
  expect((await page.contents()).extra.data).toMatchObject({ bytes: 1000 });
});

/** Takes what the dialog shows, and trains. */
async function learnFromIt(page: Driver): Promise<void> {
  await page.press('Learn from it');
  await expect.poll(() => page.page.url(), { timeout: 20_000 }).toContain('data=own:');
  await page.press('Train');
}
