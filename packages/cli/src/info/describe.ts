import type { RunRecord } from '@microgpt/run';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { printable } from '@microgpt/terminal';
import { sparkline } from './sparkline.ts';
import { modelTensors, treeOf, type CheckpointInfo } from './read-info.ts';
import { invocation } from '../run/invocation.ts';
import { longerFlags } from '../run/longer-flags.ts';
import { quoted } from '../run/quoted.ts';

const LABEL = 12;

/**
 * What is in a checkpoint, as text.
 *
 * @param tokenizer that of the checkpoint; null if it has none
 * @param columns the width of the text
 */
export function describe(info: CheckpointInfo, tokenizer: Tokenizer | null, columns = 80): string {
  const { run } = info;
  const sections: [string, readonly string[]][] = [
    ['file', [`${info.file}, ${bytesOf(info.bytes)}`]],
    ['model', modelLines(info)],
    ['tokenizer', [tokenizerLine(info, tokenizer, columns - LABEL)]],
    ...(run ? runSections(run, info, columns - LABEL) : []),
    ['also', [alsoLine(info)]],
  ];
  return sections.flatMap(([label, lines]) => lines.map((line, i) => labelled(i === 0 ? label : '', line))).join('');
}

/** All tensors of a checkpoint, as text: name, dtype and shape. */
export function describeTensors({ tensors }: CheckpointInfo): string {
  const width = Math.max(...tensors.map(({ name }) => name.length));
  return tensors
    .map(({ name, dtype, shape }) => `${name.padEnd(width)}  ${dtype.padEnd(4)} (${shape.join(', ')})\n`)
    .join('');
}

function labelled(label: string, line: string): string {
  return `${label.padEnd(LABEL)}${line}`.trimEnd() + '\n';
}

function modelLines(info: CheckpointInfo): readonly string[] {
  const { type, config, parts, parameters, frozen } = info;
  const numbers = `${parameters.toLocaleString('en-US')} parameters`;
  const architecture = config?.architecture === 'gpt2' ? "GPT-2's network" : "microgpt's network";
  const own = parts.length > 0 ? [`with your own ${parts.join(', ')}`] : [];
  const some = frozen.length > 0 ? [`frozen: ${frozen.join(', ')}`] : [];
  const tree = treeOf(info)?.split('\n');
  if (tree) return [`${architecture}, ${numbers}`, ...tree, ...own, ...some];
  const rows = modelTensors(info).map(({ name, shape }) => `${name} (${shape.join(', ')})`);
  return [`${type ?? 'of another program'}, ${numbers}`, ...own, ...some, ...rows];
}

function tokenizerLine({ tokenizer: saved }: CheckpointInfo, tokenizer: Tokenizer | null, width: number): string {
  if (saved === null || tokenizer === null) return 'none';
  const size = saved.vocabSize.toLocaleString('en-US');
  if (!(tokenizer instanceof CharTokenizer)) return `${size} tokens, byte pairs`;
  const start = `${tokenizer.chars.length.toLocaleString('en-US')} characters and the end of a text: `;
  const shown = printable(tokenizer.chars.join('')).replaceAll('\\u000a', '\\n').replaceAll('\\u0009', '\\t');
  const room = Math.max(10, width - start.length);
  return start + (shown.length > room ? `${shown.slice(0, room - 1)}…` : shown);
}

function runSections(run: RunRecord, info: CheckpointInfo, width: number): [string, readonly string[]][] {
  const { data, settings } = run;
  const documents = settings.kind === 'lines' ? `${data.documents.toLocaleString('en-US')} lines` : 'running text';
  const tokens = [data.trainingTokens, data.validationTokens].map((n) => n.toLocaleString('en-US'));
  const parts =
    data.validationTokens > 0 ? `${tokens[0]} tokens to train on, ${tokens[1]} held out` : `${tokens[0]} tokens`;
  return [
    ['data', [`${data.source}, ${bytesOf(data.bytes)}, ${documents}`, parts]],
    ['run', runLines(run, info)],
    ['losses', lossLines(run, width)],
    ['settings', wrapped(settingsOf(run), width)],
  ];
}

function runLines({ progress, settings }: RunRecord, { file }: CheckpointInfo): readonly string[] {
  const { step, seconds, tokens, done } = progress;
  const goal =
    settings.steps === null
      ? ` of a run of ${durationOf(settings.time ?? 0)}`
      : ` of ${settings.steps.toLocaleString('en-US')}`;
  const where = `step ${step.toLocaleString('en-US')}${goal}, ${durationOf(seconds)} of training, ${tokens.toLocaleString('en-US')} tokens`;
  const resume = `${invocation()} train --resume ${quoted(file)}`;
  if (!done) return [where, `not finished; to resume: ${resume}`];
  return [where, `finished; to train longer: ${resume} ${longerFlags(settings, progress).join(' ')}`];
}

function lossLines({ history }: RunRecord, width: number): readonly string[] {
  const { losses, validationLosses, steps, best } = history;
  if (losses.length === 0) return ['none yet'];
  const curve = Math.max(5, Math.min(width - 30, 40));
  const line = (numbers: Float64Array, what: string) =>
    `${sparkline(numbers, curve)} ${numbers[0].toFixed(3)} → ${numbers[numbers.length - 1].toFixed(3)} ${what}`;
  const unseen = validationLosses.length > 0 ? [line(validationLosses, 'unseen')] : [];
  const lowest = best ? [`lowest unseen ${best.loss.toFixed(4)} at step ${best.step.toLocaleString('en-US')}`] : [];
  return [
    `${line(losses, 'training')}, to step ${steps[steps.length - 1].toLocaleString('en-US')}`,
    ...unseen,
    ...lowest,
  ];
}

function settingsOf({ settings }: RunRecord): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} ${value === null ? 'none' : String(value)}`);
}

function alsoLine({ hasOptimizer, streams, tensors }: CheckpointInfo): string {
  const optimizer = hasOptimizer ? "the optimizer's state" : 'no optimizer';
  const random =
    streams.length > 0 ? `the random stream${streams.length > 1 ? 's' : ''} ${streams.join(', ')}` : 'no random stream';
  return `${optimizer}, ${random}, ${tensors.length.toLocaleString('en-US')} tensors in all`;
}

/** Items with commas between, in lines of at most `width` characters. */
function wrapped(items: readonly string[], width: number): string[] {
  const lines = [''];
  for (const [i, item] of items.entries()) {
    const piece = i + 1 < items.length ? `${item}, ` : item;
    const last = lines.length - 1;
    if (lines[last] === '' || (lines[last] + piece).trimEnd().length <= width) lines[last] += piece;
    else lines.push(piece);
  }
  return lines;
}

/** 512 bytes, 1.2 kB, 3.1 MB */
function bytesOf(bytes: number): string {
  const unit = [1e9, 1e6, 1e3].find((size) => bytes >= size);
  if (unit === undefined) return `${bytes} bytes`;
  return `${(bytes / unit).toFixed(1)} ${{ 1e9: 'GB', 1e6: 'MB', 1e3: 'kB' }[unit] ?? ''}`;
}

/** 12 s, 3:05 min, 1:02:03 h */
function durationOf(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)} h` : `${m}:${two(s)} min`;
}
