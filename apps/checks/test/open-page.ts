import { chromium } from 'playwright';
import { chromiumArguments } from '../../../testing/chromium.ts';

/** What became of a page. */
export interface OpenedPage {
  /** What stands in the element asked for; undefined if it never came. */
  readonly text: string | undefined;
  /** Exceptions nobody caught, and what was printed to the console as an error. */
  readonly errors: readonly string[];
}

/** Opens a page in headless Chromium and waits for the text of an element. */
export async function openPage(executablePath: string, url: string, selector: string): Promise<OpenedPage> {
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(url);
    const element = await page.waitForSelector(selector, { timeout: 20_000 }).catch(() => undefined);
    return { text: (await element?.textContent()) ?? undefined, errors };
  } finally {
    await browser.close();
  }
}
