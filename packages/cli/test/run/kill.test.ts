import { existsSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@microgpt/random';
import { beforeAll, expect, test } from 'vitest';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { bundleChild, TrainingProcess, type Outcome } from '../testing/training-process.ts';

const KILLS = 50;
const LONGEST_MS = 450; // of a process before it is killed; it starts in about 150

const folder = temporaryFolder();
const text = join(folder, 'poems.txt');
let program = '';

beforeAll(async () => {
  program = await bundleChild(folder);
  const rng = new Random(3);
  const word = () => Array.from({ length: 2 + rng.below(7) }, () => 'etaoinshrd'[rng.below(10)]).join('');
  writeFileSync(text, Array.from({ length: 2000 }, word).join(' '));
});

const settings = {
  kind: 'text',
  engine: 'wasm',
  steps: 20_000,
  batch: 1,
  block: 8,
  embd: 8,
  layers: 1,
  dropout: 0.1,
  saveEvery: 0.02,
  evalEvery: 500,
  evalBatches: 4,
  samples: 1,
} as const;

test(
  `a run killed at ${KILLS} random moments, and resumed each time, ends bit-equal to one that was not killed`,
  { timeout: 300_000 },
  async () => {
    const [quiet, killed] = ['quiet', 'killed'].map((name) => join(folder, name));
    mkdirSync(quiet);
    mkdirSync(killed);
    const whole = await new TrainingProcess(program, quiet, { ...settings, saveEvery: 1 }, { text }).outcome;
    expect(whole).toMatchObject({ code: 0, errors: '' });
    const losses = new Map(whole.lines.filter(({ step }) => step !== undefined).map(({ step, loss }) => [step, loss]));
    const expected = await contentsOfFile(join(quiet, 'poems.safetensors'));
    const expectedBest = await contentsOfFile(join(quiet, 'poems.best.safetensors'));

    const rng = new Random(Date.now()); // each moment is drawn anew
    let [kills, midSave] = [0, 0];
    for (;;) {
      const isKilled = kills < KILLS;
      const outcome = await attempt(killed, isKilled ? moment(kills, rng) : undefined);
      expect(outcome.errors).toBe('');
      for (const { step, loss } of outcome.lines) if (step !== undefined) expect(loss).toBe(losses.get(step as number));
      if (outcome.signal === 'SIGKILL') {
        kills++;
        if (leftovers(killed) > 0) midSave++;
        continue;
      }
      expect(outcome.code).toBe(0);
      expect(outcome.lines.findLast(({ samples }) => samples !== undefined)).toEqual(
        whole.lines.findLast(({ samples }) => samples !== undefined),
      );
      expect(await contentsOfFile(join(killed, 'poems.safetensors'))).toEqual(expected);
      expect(await contentsOfFile(join(killed, 'poems.best.safetensors'))).toEqual(expectedBest);
      expect(leftovers(killed)).toBe(0);
      if (!isKilled) break;
      for (const name of readdirSync(killed)) rmSync(join(killed, name)); // it was faster than the moments: once more
    }
    console.log(`${midSave} of ${kills} kills came in the middle of a save`);
    expect(midSave).toBeGreaterThan(0);
  },
);

interface Moment {
  readonly afterMs: number;
  /** Whether it waits for the next save to begin, and kills then. */
  readonly isInSave: boolean;
}

/** Every third waits for a save. */
function moment(n: number, rng: Random): Moment {
  return { afterMs: rng.random() * LONGEST_MS, isInSave: n % 3 === 2 };
}

async function attempt(cwd: string, killAt?: Moment): Promise<Outcome> {
  const training = new TrainingProcess(program, cwd, settings, { text });
  if (killAt === undefined) return training.outcome;
  const watcher = killAt.isInSave ? watch(cwd) : undefined;
  const timer = setTimeout(() => {
    if (watcher === undefined) training.child.kill('SIGKILL');
    else {
      watcher.on('change', (_, name) => {
        if (String(name).endsWith('.tmp')) training.child.kill('SIGKILL');
      });
    }
  }, killAt.afterMs);
  const outcome = await training.outcome;
  clearTimeout(timer);
  watcher?.close();
  const file = join(cwd, 'poems.safetensors');
  if (existsSync(file)) await contentsOfFile(file); // a whole checkpoint, whenever the process was killed
  return outcome;
}

function leftovers(cwd: string): number {
  return readdirSync(cwd).filter((name) => name.endsWith('.tmp')).length;
}
