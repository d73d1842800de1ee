import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { createOptimizer, measurePeak, presets, resolveSettings, type Settings } from '@microgpt/run';
import { engines, UsageError } from '@microgpt/terminal';
import { loadNetwork } from '../checkpoints/load-model.ts';
import { withCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { BenchFlags } from './bench-flags.ts';
import { writeJSON, type CommandStreams } from '../output.ts';
import { measureSpeedOf, type Speed } from './measure-speed-of.ts';

/** The seconds of training to measure; all together takes twice as long. */
const SECONDS = 3;
/** The number of different characters in English plays, and of the tokens of nanoGPT's first example. */
const CHARACTERS = 65;
const SIZES = ['preset', 'layers', 'heads', 'embd', 'block', 'vocab', 'architecture'] as const;

/** What is measured: a model, and the settings of its training. */
interface Subject {
  readonly model: GPT;
  readonly settings: Settings;
}

/** Measures the speed of this machine: `microgpt bench`. */
export async function bench(this: CommandStreams, flags: BenchFlags, file?: string): Promise<void> {
  const { stdout, stderr } = this.process;
  const { model, settings } = file === undefined ? await fromSettings(flags) : await fromFile(file, flags);
  if (stderr.isTTY === true) stderr.write('measuring for a few seconds…\r');
  const { engine } = model.wte.weight;
  const peak = await measurePeak(engine);
  const optimizer = createOptimizer(model, settings, () => 1e-9); // so small that the weights stay finite
  const speed = await measureSpeedOf({ model, optimizer, batchSize: settings.batch, seconds: SECONDS });
  if (stderr.isTTY === true) stderr.write('\x1b[K');
  const mfu = speed.flopsPerStep / speed.secondsPerStep / peak;
  if (flags.json === true) {
    const { config } = model;
    writeJSON(stdout, {
      engine: settings.engine,
      parameters: model.parameterCount(),
      config,
      batch: settings.batch,
      ...speed,
      peak,
      mfu,
    });
  } else {
    stdout.write(described({ model, settings }, speed, peak));
  }
}

async function fromSettings({ preset, json: _, ...given }: BenchFlags): Promise<Subject> {
  const chosen = presets[preset ?? 'shakespeare-char'];
  const settings = resolveSettings(given, { batch: 8, ...chosen });
  const { layers, heads, embd, block, architecture, bias, activation, tieHead, dropout, std, engine } = settings;
  if (embd % heads !== 0) throw new UsageError(`--embd: ${embd} is not divisible by --heads ${heads}`);
  const vocabSize = given.vocab ?? chosen.vocab ?? CHARACTERS;
  const sizes = { vocabSize, blockSize: block, nLayer: layers, nHead: heads, nEmbd: embd };
  const init = new Initializer(await engines[engine](), new Random(1), { std });
  return { settings, model: new GPT({ ...sizes, architecture, bias, activation, tieHead, dropout }, init) };
}

async function fromFile(file: string, flags: BenchFlags): Promise<Subject> {
  const given = SIZES.find((name) => flags[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given}: the checkpoint says it already; leave it out`);
  return withCheckpoint(file, async (opened) => {
    const { batch, optimizer, engine } = flags;
    const settings = resolveSettings({ batch, optimizer, engine }, { batch: 8, ...opened.record?.settings });
    return { settings, model: await loadNetwork(opened, settings.engine) };
  });
}

function described({ model, settings }: Subject, speed: Speed, peak: number): string {
  const { secondsPerStep, steps, flopsPerStep, tokensPerSecond, secondsPerToken } = speed;
  const { nLayer, nHead, nEmbd, blockSize } = model.config;
  const rate = flopsPerStep / secondsPerStep;
  const n = (x: number) => Math.round(x).toLocaleString('en-US');
  const layers = `${nLayer} layer${nLayer === 1 ? '' : 's'}, ${nHead} head${nHead === 1 ? '' : 's'}`;
  return [
    `model       ${layers}, width ${nEmbd}, block ${blockSize}: ${n(model.parameterCount())} parameters, on ${settings.engine}`,
    `training    ${timeOf(secondsPerStep)} a step of ${settings.batch} × ${blockSize} tokens (median of ${n(steps)}), ${n(tokensPerSecond)} tokens/s`,
    `arithmetic  ${(rate / 1e9).toFixed(1)} GFLOP/s, ${Math.round((100 * rate) / peak)} % of the ${(peak / 1e9).toFixed(1)} of matrix products here (MFU)`,
    `writing     ${timeOf(secondsPerToken)} a token, ${n(1 / secondsPerToken)} tokens/s`,
    '',
  ].join('\n');
}

/** 850 µs, 42.1 ms, 3.2 s */
function timeOf(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(0)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;
}
