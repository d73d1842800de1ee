import type { Locator } from 'playwright';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { addressOf, note, test } from './page.ts';

test(`an opened checkpoint is downloaded byte-equal and stays in the list, with the storage full too${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'steps=5' });
  await page.press('Train');
  await page.untilDone();
  const buffer = await page.download();
  const open = async (name: string, count: number): Promise<void> => {
    await page.openFiles({ name, mimeType: '', buffer });
    await expect.poll(() => rows(page).count()).toBe(count);
    expect((await page.download()).equals(buffer)).toBe(true);
  };
  await open('opened.safetensors', 2);

  const session = await page.page.context().newCDPSession(page.page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(addressOf()).origin, quotaSize: 1000 });
  await open('with-full-storage.safetensors', 3);
  await nameOf(rows(page).last()).click();
  await expect.poll(() => isInFront(rows(page).last())).toBe(true);
  await nameOf(rows(page).first()).click();
  await expect.poll(() => isInFront(rows(page).first())).toBe(true);
  expect(await page.untilAtRest()).toBe('Done: 5 steps');
  expect((await page.download()).equals(buffer)).toBe(true);
});

test(`a run that is selected while another is being made stays in front${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=5' });
  await page.press('Train');
  await page.untilDone();
  await page.press('Start over');
  await page.press('Train');
  await page.untilDone();
  const names = await page.part('Runs').locator('.run-name').elementHandles(); // their rows move when a run is added
  const [startOver, newest, oldest] = [await page.button('Start over').elementHandle(), ...names];
  const isFront = async (name: typeof newest) => (await name.getAttribute('aria-current')) === 'true';
  for (const delay of [0, 20, 50, 100]) {
    await newest.click();
    await expect.poll(() => isFront(newest)).toBe(true);
    await page.page.evaluate(
      async ([button, name, milliseconds]) => {
        (button as HTMLElement | null)?.click();
        await new Promise((resolve) => setTimeout(resolve, milliseconds)); // the worker makes it now
        (name as HTMLElement).click();
      },
      [startOver, oldest, delay] as const,
    );
    await page.page.waitForTimeout(300); // by then it is made
    expect(await isFront(oldest), `selected after ${delay} ms`).toBe(true);
    expect(await page.untilAtRest()).toBe('Done: 5 steps');
  }
});

test(`a second tab trains a run of its own, and what it removes leaves the first${note}`, async ({ visit }) => {
  const first = await visit({ hash: 'steps=1000000&embd=32' });
  await first.press('Train');
  await first.untilAfter(100);
  const second = await visit({ hash: 'steps=20&seed=1', tabOf: first });
  await second.press('Train');
  await second.untilDone();
  await second.press('Start over');
  await second.press('Train');
  await second.untilDone();
  await first.untilAfter(await first.step());
  await expect.poll(() => rows(first).count()).toBe(3);

  // A run is deleted when its removal can no longer be undone: here, when the next is removed.
  await remove(rows(second).first());
  await remove(rows(second).first());
  await expect.poll(() => rows(first).count()).toBe(2);
  await first.untilAfter(await first.step());
});

/** The runs in the table, the newest first. */
function rows(page: Driver): Locator {
  return page.part('Runs').getByRole('listitem');
}

function nameOf(row: Locator): Locator {
  return row.getByRole('button').first();
}

async function isInFront(row: Locator): Promise<boolean> {
  return (await nameOf(row).getAttribute('aria-current')) === 'true';
}

async function remove(row: Locator): Promise<void> {
  await row.getByRole('button', { name: /^Remove / }).click();
}

test(`a run that was removed just before a reload does not come back, and one that was brought back does${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'steps=5' });
  await page.press('Train');
  await page.untilDone();
  await page.press('Start over');
  await page.press('Train');
  await page.untilDone();
  const remove = async () => {
    await rows(page).first().hover();
    await rows(page)
      .first()
      .getByRole('button', { name: /^(Delete|Remove)/ })
      .click();
    await expect.poll(() => rows(page).count()).toBe(1);
  };
  await remove();
  await page.press('Undo');
  await expect.poll(() => rows(page).count()).toBe(2);
  await page.page.reload();
  await page.untilOpened();
  expect(await rows(page).count()).toBe(2);
  await remove();
  await page.page.reload();
  await page.untilOpened();
  expect(await rows(page).count()).toBe(1);
});
