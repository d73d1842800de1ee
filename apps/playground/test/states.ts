import type { Driver } from './driver.ts';

/** A state that a user brings the page into. */
interface PageState {
  /** What the page shows, which also names its picture. */
  readonly name: string;
  /** Reaches it from the state before it in its walk, or from the opened page. */
  readonly reach: (page: Driver) => Promise<void>;
}

/** States that a user reaches one after the other in one visit. */
export interface Walk {
  readonly name: string;
  /** What follows the `#` of the address. */
  readonly hash: string;
  readonly states: readonly PageState[];
}

/** The states of the page that are looked at: by people as pictures, and by the tests of what everyone can use. */
export const walks: readonly Walk[] = [
  {
    name: 'a first run',
    hash: '',
    states: [
      {
        name: 'opening',
        reach: async (page) => {
          await page.untilOpened();
          await page.samplesAt(0);
        },
      },
      {
        name: 'own text dialog',
        reach: async (page) => {
          await page.openSettings();
          await page.press('Your text …');
          const dialog = page.page.getByRole('dialog');
          await dialog.getByRole('textbox').first().fill('oslo\nrome\nparis\nberlin\nmadrid\n'.repeat(40));
          await dialog.getByText('each line stands alone').waitFor();
        },
      },
      {
        name: 'done',
        reach: async (page) => {
          await page.page.keyboard.press('Escape');
          await train(page);
          await page.samplesAt(1000);
        },
      },
      {
        name: 'slider moved back',
        reach: async (page) => {
          await page.slider().press('Home');
          await page.samplesAt(0);
        },
      },
      {
        name: 'writing with branches',
        reach: async (page) => {
          await page.slider().press('End');
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
          await page.page.getByRole('radio', { name: '100' }).check({ force: true });
          await page.press('Write 100 names');
          await page.page.getByRole('heading', { name: /^In the data · / }).waitFor();
        },
      },
    ],
  },
  {
    name: 'looking inside',
    hash: 'layers=2&steps=200',
    states: [
      {
        name: 'inside',
        reach: async (page) => {
          await train(page);
          await page.openView('Inside');
          await page.part('Every matrix over training').getByRole('img').waitFor();
          await page.part('What comes next, and why').getByText('Its logit is').waitFor();
        },
      },
      {
        name: 'two steps compared',
        reach: async (page) => {
          await page.press(/^beside it/);
          await page.page.locator('.setting-choice', { hasText: /^step 0$/ }).click();
          await page.page.locator('.beside.two').first().waitFor();
        },
      },
      {
        name: 'graph',
        reach: async (page) => {
          await page.openView('Graph');
          for (const module of ['layer 1', 'attention 1', 'values of attention 1']) {
            await page.page.getByRole('button', { name: `Open ${module} ` }).click();
          }
          await page.page.getByRole('button', { name: /wv.weight 16 × 16$/ }).click();
          await page.page.getByRole('img', { name: /^The numbers of/ }).click();
          await page.page.getByText(/^gradient .* = /).waitFor();
        },
      },
    ],
  },
  {
    name: 'a long run',
    hash: 'embd=64&steps=100000',
    states: [
      {
        name: 'training',
        reach: async (page) => {
          await page.press('Train');
          await page.untilAfter(1000);
        },
      },
      {
        name: 'paused',
        reach: async (page) => {
          await page.press('Pause');
          await page.untilAtRest();
        },
      },
    ],
  },
  {
    name: 'several runs',
    hash: 'steps=1000&embd=8',
    states: [
      {
        name: 'runs compared',
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
        name: 'an error',
        reach: async (page) => {
          await page.openFiles({ name: 'picture.safetensors', mimeType: '', buffer: Buffer.from([137, 80, 78, 71]) });
          await page.notice('picture.safetensors');
        },
      },
      {
        name: 'a setting open',
        reach: async (page) => {
          await page.press(/^layers:/);
          await page.page.getByRole('textbox', { name: 'layers' }).fill('99');
        },
      },
    ],
  },
  {
    name: 'the 200 lines',
    hash: 'steps=200',
    states: [
      {
        name: 'lines',
        reach: async (page) => {
          await train(page);
          await page.openView('200 lines');
          await page
            .part(/^7\. Adam/)
            .getByText('The page keeps the models of some steps')
            .waitFor();
          await page
            .part(/^8\. Sampling/)
            .getByText('Drawn: ')
            .waitFor();
        },
      },
      {
        name: 'lines answered',
        reach: async (page) => {
          for (const question of await page.part('Ten questions').locator('summary').all()) await question.click();
        },
      },
    ],
  },
];

/** Trains the run in front to its end. */
async function train(page: Driver): Promise<void> {
  await page.press('Train');
  await page.untilDone();
}
