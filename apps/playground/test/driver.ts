import { buffer } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright';
import { contentsOf, type RunContents } from './contents-of.ts';

/** How long a small run may take on a loaded machine, in milliseconds. */
const PATIENCE = 30_000;

/** What the page says of a run that waits for a user. */
const atRest = /^(It has learned nothing yet|Paused at|Done:|Stopped at|This model cannot be trained|This run is open)/;

/** The page in the words of its user: what it is told to do, and what it shows. */
export class Driver {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The button with this name; the name is whole. */
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).first().click();
  }

  /** The part of the page under a heading. */
  part(heading: string | RegExp): Locator {
    return this.page.getByRole('region', { name: heading });
  }

  /** A number of the run, by its words. */
  number(words: string): Locator {
    const term = this.page.getByRole('term').filter({ hasText: new RegExp(`^${words}$`) });
    return this.page.getByLabel('In numbers').locator('div').filter({ has: term }).getByRole('definition');
  }

  /** The number of steps that the page shows. */
  async step(): Promise<number> {
    return Number((await this.number('step').textContent())?.replaceAll(',', ''));
  }

  /** Waits until the run has more than so many steps. */
  async untilAfter(step: number): Promise<void> {
    await this.#untilTrue(async () => (await this.step()) > step, `the run is after step ${step}`);
  }

  /** What the page says of the run that neither trains nor is being made: `Paused at step 12 of 1,000`. */
  async untilAtRest(): Promise<string> {
    // By text, because a phone does not show the line.
    const status = this.page.getByText(atRest).first();
    await this.#untilTrue(async () => (await status.count()) > 0, 'the run is at rest');
    return (await status.textContent({ timeout: PATIENCE }))?.trim() ?? '';
  }

  /** Waits until the page has made or found its first run. */
  async untilOpened(): Promise<void> {
    await this.untilAtRest();
  }

  /** Waits until the run has ended. */
  async untilDone(): Promise<void> {
    // A phone does not show the line.
    await this.#untilTrue(async () => (await this.page.getByText(/^Done: /).count()) > 0, 'the run has ended');
  }

  /** The list of what the model writes at a step, when all of it is there. */
  async samplesAt(step: number, count = 20): Promise<(string | null)[]> {
    const part = this.part(new RegExp(`^What it writes at step ${step.toLocaleString('en-US')}\\b`));
    await part
      .getByRole('listitem')
      .nth(count - 1)
      .waitFor({ timeout: PATIENCE });
    const items = await part.getByRole('listitem').all();
    return Promise.all(items.map((item) => item.getAttribute('title')));
  }

  /** A letter that may come next, in the view that writes: its name is the letter and its probabilities. */
  candidate(letter: string): Locator {
    return this.page.getByRole('option', { name: new RegExp(`^${letter} ?[<\\d]`) });
  }

  /** The slider over the kept steps. */
  slider(): Locator {
    return this.page.getByRole('slider', { name: 'The step whose model is shown' });
  }

  /** Waits until a message stands in the page, and returns it. */
  async notice(text: string | RegExp): Promise<string> {
    return (await this.notices(text).first().textContent({ timeout: PATIENCE })) ?? '';
  }

  /** The messages with this text. */
  notices(text: string | RegExp): Locator {
    return this.page.getByLabel('Notices').getByRole('paragraph').filter({ hasText: text });
  }

  /** The checkpoint that the page downloads. */
  async download(): Promise<Buffer> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.press('Download')]);
    return buffer(await download.createReadStream());
  }

  /** What the downloaded checkpoint says. */
  async contents(): Promise<RunContents> {
    return contentsOf(await this.download());
  }

  /** Opens the settings where a narrow page has them behind a sentence. */
  async openSettings(): Promise<void> {
    const summary = this.page.locator('.settings-summary[aria-expanded=false]');
    if (await summary.isVisible()) await summary.click();
  }

  /** Opens files with the page's own button. */
  async openFiles(files: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.press('Open …')]);
    await chooser.setFiles(files);
  }

  /** Opens a view by its name in the header, and waits until it is there: until then, the last one stays. */
  async openView(title: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title }).click();
    await this.#untilTrue(async () => (await this.page.title()).startsWith(`${title} ·`), `the view ${title} is open`);
  }

  /** Looks more often than Playwright, which waits up to half a second between two looks. */
  async #untilTrue(isTrue: () => Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await isTrue())) {
      if (Date.now() > end) throw new Error(`after ${PATIENCE / 1000} s, it is still not true that ${what}`);
      await this.page.waitForTimeout(20);
    }
  }
}
