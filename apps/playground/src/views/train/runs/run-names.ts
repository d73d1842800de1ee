import { presets, usualSettings, type Settings } from '@microgpt/run';
import type { RunState } from '../../../session/run-state.ts';
import { formatCount } from '../../../design/format/format-count.ts';

/** What a name is made of. */
type Nameable = Pick<RunState, 'id' | 'created' | 'settings' | 'dataName'>;

/** The settings of the original program, against which a run is named. */
const published = { ...usualSettings, ...presets.names, validation: 0.1, samples: 20 } as Settings;

/** How a difference in a setting is said, the most telling first. Settings that change nothing in what is learned are missing. */
const phrases: readonly [name: keyof Settings, say: (settings: Settings) => string][] = [
  ['parts', () => 'own parts'],
  ['architecture', ({ architecture }) => (architecture === 'gpt2' ? 'GPT-2’s blocks' : 'microgpt’s blocks')],
  ['layers', ({ layers }) => (layers === 1 ? '1 layer' : `${layers} layers`)],
  ['embd', ({ embd }) => `width ${formatCount(embd)}`],
  ['heads', ({ heads }) => (heads === 1 ? '1 head' : `${heads} heads`)],
  ['block', ({ block }) => `sees back ${formatCount(block)}`],
  ['optimizer', ({ optimizer }) => ({ adamw: 'AdamW', adam: 'Adam', sgd: 'SGD' })[optimizer]],
  ['lr', ({ lr }) => `rate ${lr}`],
  ['batch', ({ batch }) => `batch ${formatCount(batch)}`],
  ['accumulate', ({ accumulate }) => `${accumulate} batches a step`],
  ['steps', ({ steps }) => (steps === null ? 'by the clock' : `${formatCount(steps)} steps`)],
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
  ['tieHead', ({ tieHead }) => (tieHead ? 'tied head' : 'head of its own')],
  ['bias', ({ bias }) => (bias ? 'with biases' : 'without biases')],
  ['std', ({ std }) => `std ${std}`],
  ['validation', ({ validation }) => `${Math.round(100 * validation)} % kept apart`],
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
 * What to call each run: only what differs between them, as differences from the published settings.
 *
 * A run that has the published settings wherever they differ is “as published”, or has the name of its text. Runs with
 * the same settings are numbered, the oldest first.
 */
export function runNames(runs: readonly Nameable[]): ReadonlyMap<string, RunName> {
  const others =
    runs.length > 1 ? runs.map(({ settings }) => settings) : [published, ...runs.map((run) => run.settings)];
  const differing = phrases.filter(([name]) => others.some((settings) => settings[name] !== others[0][name]));
  const texts = new Set(runs.map(({ dataName }) => dataName));
  const names = new Map<string, RunName>();
  const counts = new Map<string, number>();
  for (const run of [...runs].sort((a, b) => a.created - b.created)) {
    const parts = differing
      .filter(([name]) => run.settings[name] !== published[name])
      .map(([, say]) => say(run.settings));
    const full = nameOf(run, parts, texts.size > 1);
    const count = (counts.get(full) ?? 0) + 1;
    counts.set(full, count);
    const ending = count > 1 ? ` (${count})` : '';
    const short = parts.length > MOST ? `${nameOf(run, parts.slice(0, MOST), texts.size > 1)} …` : full;
    names.set(run.id, { text: short + ending, full: full + ending });
  }
  return names;
}

function nameOf({ settings, dataName }: Nameable, parts: readonly string[], saysText: boolean): string {
  const isNames = settings.data === published.data;
  const words = saysText && !(isNames && parts.length === 0) ? [dataName, ...parts] : parts;
  if (words.length > 0) return words.join(', ');
  return isNames ? 'as published' : dataName;
}
