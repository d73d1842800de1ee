import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { note, test } from './page.ts';

/** No view has as many controls. */
const MOST_TABS = 200;

for (const view of ['train', 'write', 'lines']) {
  test(`the Tab key reaches every control of the view “${view}”, and each shows that it has the focus${note}`, async ({
    visit,
  }) => {
    const driver = await visit({ hash: `steps=200&view=${view}` });
    const { page } = driver;
    if (view === 'train') {
      await driver.press('Train');
      await driver.untilDone();
    } else if (view === 'write') await driver.part('How it chooses').waitFor();
    else await page.getByText('Drawn: ').waitFor();
    const controls = await page.evaluate(markControls);
    expect(controls.length).toBeGreaterThan(5);
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
    });
    const reached = new Set<string>();
    const doubtful = new Set<string>();
    for (let i = 0; i < MOST_TABS && reached.size < controls.length; i++) {
      await page.keyboard.press('Tab');
      const { control, isSeen } = await page.evaluate(focused);
      if (control === undefined) continue;
      if (!isSeen) doubtful.add(control);
      reached.add(control);
    }
    expect(controls.filter((control) => !reached.has(control))).toEqual([]);
    for (const control of doubtful) expect(await looksFocused(page, control), control).toBe(true);
  });
}

test(`the keyboard trains, goes back in time, takes a letter, changes a setting and closes a dialog${note}`, async ({
  visit,
}) => {
  const driver = await visit({ hash: 'steps=200' });
  const { page } = driver;
  await tabTo(page, driver.button('Train'));
  await page.keyboard.press('Enter');
  await driver.untilDone();

  await tabTo(page, driver.slider());
  await page.keyboard.press('Home');
  await expect.poll(() => driver.step()).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(() => driver.step()).toBe(200);

  const next = driver.part(/^The next/);
  const prompt = next.getByRole('textbox').first();
  await expect.poll(() => prompt.inputValue()).toBe('mar');
  await tabTo(page, next.getByRole('list').getByRole('button').first());
  await page.keyboard.press('Enter');
  await expect.poll(() => prompt.inputValue()).toMatch(/^mar[a-z]$/);
  await page.keyboard.press('Backspace');
  await expect.poll(() => prompt.inputValue()).toBe('mar');

  const layers = driver.button(/^layers:/);
  await tabTo(page, layers);
  await page.keyboard.press('Enter');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect.poll(() => layers.textContent()).toBe('2');
  await expect.poll(() => layers.evaluate((element) => element === document.activeElement)).toBe(true);

  await tabTo(page, driver.button('Your text …'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await driver.button('Your text …').evaluate((element) => element === document.activeElement)).toBe(true);
});

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MOST_TABS; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target.toString()}`);
}

/** Numbers everything that can be used and is seen, and returns what each is. Of radio buttons, Tab stops at one. */
function markControls(): string[] {
  const usable = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const groups = new Set<string>();
  const controls = [...document.querySelectorAll<HTMLElement>(usable)].filter((element) => {
    if (element.tabIndex < 0 || element.matches(':disabled, [hidden], [inert] *') || !element.checkVisibility())
      return false;
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
    const isChosen = document.querySelector(`input[name="${CSS.escape(element.name)}"]:checked`) ?? element;
    if (groups.has(element.name) || isChosen !== element) return false;
    groups.add(element.name);
    return true;
  });
  return controls.map((element, i) => {
    const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
    element.dataset.control = `${i} ${element.tagName.toLowerCase()} “${name}”`;
    return element.dataset.control;
  });
}

/** What has the focus, and whether a ring around it, or around what it belongs to, says so. */
function focused(): { control: string | undefined; isSeen: boolean } {
  const element = document.activeElement as HTMLElement | null;
  const around = [element, element?.parentElement, element?.parentElement?.parentElement];
  const isSeen = around.some((each) => {
    if (each === null || each === undefined || each === document.body) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  });
  return { control: element?.dataset.control, isSeen };
}

/** Whether a control looks otherwise with the focus. The style of some parts, such as the thumb of a slider, cannot be read. */
async function looksFocused(page: Page, control: string): Promise<boolean> {
  const element = page.locator(`[data-control=${JSON.stringify(control)}]`);
  await element.focus();
  const withFocus = await element.screenshot({ animations: 'disabled' });
  await element.blur();
  return !withFocus.equals(await element.screenshot({ animations: 'disabled' }));
}
