import { usualSettings, type Settings } from '@microgpt/run';
import { includedText } from '../../../data/included-texts.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { baseSettings } from '../../../session/config.ts';
import type { RunState } from '../../../run/run-state.ts';
import { wordOfLayers } from '../settings/layers-words.ts';

/** What a name is made of. */
type Nameable = Pick<RunState, 'id' | 'created' | 'settings' | 'dataName'>;

/** How a difference in a setting is said, the most telling first. Settings that change nothing in what is learned are missing. */
const phrases: readonly [name: keyof Settings, say: (settings: Settings) => string][] = [
  ['parts', ({ parts }) => (parts === null ? 'usual layers' : wordOfLayers(parts))],
  ['architecture', ({ architecture }) => (architecture === 'gpt2' ? 'GPT-2’s blocks' : 'microgpt’s blocks')],
  ['layers', ({ layers }) => (layers === 1 ? '1 layer' : `${layers} layers`)],
  ['embd', ({ embd }) => `width ${formatCount(embd)}`],
  ['heads', ({ heads }) => (heads === 1 ? '1 head' : `${heads} heads`)],
  ['block', ({ block }) => `sees back ${formatCount(block)}`],
  ['optimizer', ({ optimizer }) => ({ adamw: 'AdamW', adam: 'Adam', sgd: 'SGD' })[optimizer]],
  ['lr', ({ lr }) => `rate ${lr}`],
  ['batch', ({ batch }) => `batch ${formatCount(batch)}`],
  ['accumulate', ({ accumulate }) => `${accumulate} batches per step`],
  ['steps', ({ steps }) => (steps === null ? 'by time' : `${formatCount(steps)} steps`)],
  ['time', ({ time }) => (time === null ? 'by steps' : `${formatCount(time)} s`)],
  ['seed', ({ seed }) => `seed ${seed}`],
  ['dropout', ({ dropout }) => `dropout ${dropout}`],
  ['activation', ({ activation }) => activation],
  ['tokenizer', ({ tokenizer }) => (tokenizer === 'characters' ? 'characters' : tokenizer)],
  ['vocab', ({ vocab }) => `vocabulary ${formatCount(vocab)}`],
  ['schedule', ({ schedule }) => `${schedule} rate`],
  ['minLr', ({ minLr }) => `rate down to ${minLr}`],
  ['warmup', ({ warmup }) => `warmup ${Math.round(100 * warmup)} %`],
  ['weightDecay', ({ weightDecay }) => `decay ${weightDecay}`],
  ['beta1', ({ beta1 }) => `β₁ ${beta1}`],
  ['beta2', ({ beta2 }) => `β₂ ${beta2}`],
  ['momentum', ({ momentum }) => `momentum ${momentum}`],
  ['clip', ({ clip }) => (clip === 0 ? 'no clipping' : `clip ${clip}`)],
  ['tieHead', ({ tieHead }) => (tieHead ? 'tied head' : 'separate head')],
  ['bias', ({ bias }) => (bias ? 'with biases' : 'without biases')],
  ['std', ({ std }) => `std ${std}`],
  ['validation', ({ validation }) => `${Math.round(100 * validation)} % held back`],
  ['engine', ({ engine }) => `engine ${engine}`],
];

/** The name of a run in a table of runs. */
export interface RunName {
  readonly text: string;
  /** Every difference, where `text` has only the first ones. */
  readonly full: string;
}

/** More differences than this are cut short. */
const MOST = 3;

/**
 * What to call each run: only what differs between them.
 *
 * A setting is said if it is not the usual one of its text, and not the same in all runs of that text; if all runs share what is
 * unusual, that is said. A run with usual settings has the name of its text, or is “as published”. Runs with the same name are numbered, the oldest first.
 */
export function runNames(runs: readonly Nameable[]): ReadonlyMap<string, RunName> {
  const oldestFirst = [...runs].sort((a, b) => a.created - b.created);
  const names = new Map<string, RunName>();
  const counts = new Map<string, number>();
  for (const run of oldestFirst) {
    const others = oldestFirst.filter(({ settings }) => settings.data === run.settings.data);
    const parts = differencesOf(run, others);
    const saysText = others.length < runs.length;
    const full = nameOf(run, parts, saysText);
    const count = (counts.get(full) ?? 0) + 1;
    counts.set(full, count);
    const ending = count > 1 ? ` (${count})` : '';
    const short = parts.length > MOST ? `${nameOf(run, parts.slice(0, MOST), saysText)} …` : full;
    names.set(run.id, { text: short + ending, full: full + ending });
  }
  return names;
}

/** @param others all runs of the same text, this one among them, the oldest first */
function differencesOf({ settings }: Nameable, others: readonly Nameable[]): string[] {
  const { data } = settings;
  // Nothing is usual for a text of the user: there, the first run is what the others are compared with.
  const usual: Partial<Settings> = includedText(data) ? usualOf(data) : others[0].settings;
  const unusual = phrases.filter(([name]) => settings[name] !== usual[name]);
  const telling = unusual.filter(([name]) => others.some((other) => other.settings[name] !== settings[name]));
  return (telling.length > 0 ? telling : unusual).map(([, say]) => say(settings));
}

function usualOf(data: string): Partial<Settings> {
  return { ...usualSettings, ...baseSettings(data) } as Settings;
}

function nameOf({ settings, dataName }: Nameable, parts: readonly string[], saysText: boolean): string {
  const isNames = settings.data === usualSettings.data;
  if (parts.length === 0) return isNames ? 'as published' : dataName;
  return (saysText ? [dataName, ...parts] : parts).join(', ');
}
