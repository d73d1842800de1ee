import type { Driver } from './driver.ts';

/** A state that a user brings the page into. */
export interface PageState {
  /** What the page shows, which also names its picture. */
  readonly name: string;
  /** What follows the `#` of the address. */
  readonly hash?: string;
  readonly reach: (page: Driver) => Promise<void>;
}

/** A run that is soon done, for states whose numbers do not matter. */
const SHORT = 'steps=200';
/** A run that is still under way when the state is looked at. */
const LONG = 'embd=64&steps=20000';

/** The states of the page that are looked at: by people as pictures, and by the tests of what everyone can use. */
export const states: readonly PageState[] = [
  {
    name: 'opening',
    reach: async (page) => {
      await page.untilOpened();
      await page.samplesAt(0);
    },
  },
  {
    name: 'training',
    hash: LONG,
    reach: async (page) => {
      await page.press('Train');
      await page.untilAfter(4000);
    },
  },
  {
    name: 'paused',
    hash: LONG,
    reach: async (page) => {
      await page.press('Train');
      await page.untilAfter(1000);
      await page.press('Pause');
      await page.untilAtRest();
    },
  },
  {
    name: 'done',
    reach: async (page) => {
      await train(page);
      await page.samplesAt(1000);
    },
  },
  {
    name: 'slider moved back',
    reach: async (page) => {
      await train(page);
      await page.slider().press('Home');
      await page.samplesAt(0);
    },
  },
  {
    name: 'own text dialog',
    hash: SHORT,
    reach: async (page) => {
      await page.untilOpened();
      await page.openSettings();
      await page.press('Your text …');
      const dialog = page.page.getByRole('dialog');
      await dialog.getByRole('textbox').first().fill('oslo\nrome\nparis\nberlin\nmadrid\n'.repeat(40));
      await dialog.getByText('each line stands alone').waitFor();
    },
  },
  {
    name: 'an error',
    hash: SHORT,
    reach: async (page) => {
      await train(page);
      await page.openSettings();
      await page.openFiles({ name: 'picture.safetensors', mimeType: '', buffer: Buffer.from([137, 80, 78, 71]) });
      await page.notice('picture.safetensors');
    },
  },
  {
    name: 'a setting open',
    hash: SHORT,
    reach: async (page) => {
      await train(page);
      await page.openSettings();
      await page.press(/^layers:/);
      await page.page.getByRole('textbox', { name: 'layers' }).fill('99');
    },
  },
  {
    name: 'runs compared',
    hash: 'steps=1000&embd=8',
    reach: async (page) => {
      await train(page);
      await page.openSettings();
      for (const model of ['as published', 'small']) {
        await page.page.getByRole('radio', { name: model }).check({ force: true });
        await page.press('Train a new run');
        await page.untilDone();
      }
      for (const run of await page.page.getByRole('checkbox', { name: /^Show the curve of/ }).all()) {
        await run.check({ force: true });
      }
    },
  },
  {
    name: 'writing with branches',
    reach: async (page) => {
      await train(page);
      await page.openView('Write');
      for (const letters of ['mari', 'anna', 'lea']) {
        for (const letter of letters) await page.candidate(letter).click();
        for (let i = 1; i < letters.length; i++) await page.press('Back');
      }
    },
  },
  {
    name: 'many samples',
    reach: async (page) => {
      await train(page);
      await page.openView('Write');
      await page.page.getByRole('radio', { name: '100' }).check({ force: true });
      await page.press('Write 100 names');
      await page.page.getByRole('heading', { name: /^In the data · / }).waitFor();
    },
  },
];

/** Trains the run in front to its end. */
async function train(page: Driver): Promise<void> {
  await page.press('Train');
  await page.untilDone();
}
