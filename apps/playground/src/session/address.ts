import type { GivenSettings } from '@microgpt/run';
import { isIncludedText } from '../data/included-texts.ts';
import { defaultsOf, published, type Config } from './config.ts';
import {
  changeableSettings,
  isWithinLimits,
  limitOf,
  settingLimits,
  type ChangeableSetting,
} from './setting-limits.ts';

/** What the address of the page says. */
export interface Place {
  readonly config: Config;
  /** The id of the view that is open; undefined for the first. */
  readonly view: string | undefined;
}

/** What an address says, and what was wrong with it. */
export interface ReadAddress extends Place {
  /** What was ignored and why, as one message; undefined if nothing was. */
  readonly problem: string | undefined;
}

const OWN = /^own:[0-9a-f]{64}$/;

/**
 * The fragment of the address, with `#`, which {@link placeOf} reads; empty if nothing differs from what the page opens with.
 *
 * It names only the settings that differ from those of the text: `#data=shakespeare&layers=2&seed=7&view=write`.
 */
export function addressOf({ config, view }: Place): string {
  const { data, given } = config;
  const parts = data === published.data ? [] : [`data=${data}`];
  for (const [name, value] of Object.entries(changesOf({ data, given }))) parts.push(`${name}=${String(value)}`);
  if (view !== undefined) parts.push(`view=${encodeURIComponent(view)}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** The given settings that make a difference, in the order of the address. */
export function changesOf(config: Config): GivenSettings {
  const { given } = config;
  const defaults = defaultsOf(config);
  const differ = changeableSettings.filter((name) => given[name] !== undefined && given[name] !== defaults[name]);
  return Object.fromEntries(differ.map((name) => [name, given[name]]));
}

/**
 * What a fragment says. Names that are unknown and values that are wrong are ignored, and named in one message.
 *
 * @param fragment with or without `#`
 * @param views the ids of the views; the first is the one that needs no name
 */
export function placeOf(fragment: string, views: readonly string[]): ReadAddress {
  const problems: string[] = [];
  const given: Partial<Record<ChangeableSetting, string | number | boolean>> = {};
  let { data }: Config = published;
  let view: string | undefined;
  for (const [name, text] of new URLSearchParams(fragment.replace(/^#/, '').replaceAll('+', '%2B'))) {
    if (name === 'data') {
      if (isData(text)) data = text;
      else problems.push(`there is no text ${quoted(text)}`);
    } else if (name === 'view') {
      if (!views.includes(text)) problems.push(`there is no view ${quoted(text)}`);
      else view = text === views[0] ? undefined : text;
    } else if (isChangeable(name)) {
      const value = valueOf(name, text);
      if (value !== undefined && isWithinLimits(name, value)) given[name] = value;
      else problems.push(`${name} must be ${limitOf(name)}, not ${quoted(text)}`);
    } else problems.push(`there is no setting ${quoted(name)}`);
  }
  const { heads, embd } = given;
  if (typeof heads === 'number' && typeof embd === 'number' && embd % heads !== 0) {
    problems.push(`embd=${embd} is not divisible by heads=${heads}`);
    delete given.heads;
  }
  // Each value is within its limits, so it is of the setting's type.
  return {
    config: { data, given: changesOf({ data, given: given as GivenSettings }) },
    view,
    problem: messageOf(problems),
  };
}

function isData(text: string): boolean {
  return isIncludedText(text) || OWN.test(text);
}

function isChangeable(name: string): name is ChangeableSetting {
  return Object.hasOwn(settingLimits, name);
}

/** The value that a text means; undefined if it means none of the setting's kind. */
function valueOf(name: ChangeableSetting, text: string): string | number | boolean | undefined {
  const { kind } = settingLimits[name];
  if (kind === 'choice' || kind === 'layers') return text;
  if (kind === 'switch') return text === 'true' ? true : text === 'false' ? false : undefined;
  return text.trim() === '' ? undefined : Number(text);
}

function quoted(text: string): string {
  return text.length > 40 ? `“${text.slice(0, 40)}…”` : `“${text}”`;
}

function messageOf(problems: readonly string[]): string | undefined {
  if (problems.length === 0) return undefined;
  return `The page ignores part of the address: ${problems.join('; ')}.`;
}
