import {
  chooseEvaluation,
  presets,
  resolveSettings,
  usualSettings,
  type GivenSettings,
  type Settings,
} from '@microgpt/run';
import { includedText } from '../data/included-texts.ts';

/** What the page is set to: the settings that differ from the published ones, and the text. It is in the address. */
export interface Config {
  /** `names`, the name of another text that comes with the page, or `own:` and the SHA-256 of the user's own text. */
  readonly data: string;
  readonly given: GivenSettings;
}

/** What the page opens with. */
export const published: Config = { data: 'names', given: {} };

/**
 * The published settings, with a tenth of the text kept apart: that changes nothing about the first 1,000 steps.
 *
 * They leave nothing to choose, so that the speed of the machine need not be measured first.
 */
const publishedSettings: GivenSettings = {
  ...{ ...presets.names, validation: 0.1, weightDecay: usualSettings.weightDecay },
  ...{ samples: 20, seed: usualSettings.seed, engine: usualSettings.engine },
};

/** The settings of a text for which nothing else is given. Those of the user's own text are the published ones. */
export function baseSettings(data: string): GivenSettings {
  return { ...publishedSettings, ...includedText(data)?.settings };
}

/**
 * The settings that a new run of the configuration is given: those of its text, changed by its own.
 *
 * Where a setting of the text does not fit a given one, it gives way, as in `resolveSettings`.
 */
export function givenOf({ data, given }: Config): GivenSettings {
  const base = baseSettings(data);
  const all: Settings = resolveSettings(given, base);
  const names = new Set([...Object.keys(base), ...Object.keys(given)]) as Set<keyof Settings>;
  return Object.fromEntries([...names].map((name) => [name, all[name]]));
}

/** The value that each setting has in a run of the configuration if it is not given. */
export function defaultsOf({ data, given: { architecture, ...given } }: Config): Settings {
  const base = baseSettings(data);
  // What an architecture brings along, but not itself.
  const defaults = { ...resolveSettings({ architecture }, base), architecture: resolveSettings({}, base).architecture };
  const { steps, batch, accumulate, block } = resolveSettings(given, base);
  const { evalEvery } = chooseEvaluation({ steps: steps ?? 1, batch, accumulate, block }, 0);
  return { ...defaults, evalEvery };
}
