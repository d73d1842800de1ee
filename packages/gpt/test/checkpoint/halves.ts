import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@microgpt/autograd';
import { kinds, Run, type Kind, type Outcome } from './runs.ts';

const HALF = 500;

/** The outcome of a run without a break, and with one. */
export interface Halves {
  readonly kind: Kind;
  readonly straight: Outcome;
  readonly resumed: Outcome;
}

/**
 * Runs of every kind: 1,000 steps in this process, with a checkpoint after 500, and 500 steps from there in a new
 * process.
 *
 * @param script the program of the new process, which calls {@link finishRuns}
 */
export async function runInHalves(engine: Engine, script: string): Promise<Halves[]> {
  const folder = mkdtempSync(join(tmpdir(), 'resume-'));
  const outcomes: Outcome[] = [];
  for (const kind of kinds) {
    const run = Run.begin(kind, engine);
    await run.trainTo(HALF);
    writeFileSync(`${fileOf(folder, kind)}.safetensors`, await run.save());
    outcomes.push(await run.finish(2 * HALF));
  }
  const flags = ['--conditions=@microgpt/source', '--import', 'tsx', script];
  execFileSync(process.execPath, [...flags, folder, engine.name], { stdio: 'inherit' });
  const halves = kinds.map((kind, i) => {
    const resumed = JSON.parse(readFileSync(`${fileOf(folder, kind)}.json`, 'utf8')) as Outcome;
    return { kind, straight: outcomes[i], resumed };
  });
  rmSync(folder, { recursive: true });
  return halves;
}

/** The losses of ten steps on an engine, and those of the same steps resumed on another engine. */
export async function resumeElsewhere(
  first: Engine,
  second: Engine,
): Promise<{ straight: number[]; resumed: number[] }> {
  const kind = { data: 'text', optimizer: 'adamw' } as const;
  const run = Run.begin(kind, first);
  await run.trainTo(20);
  const bytes = await run.save();
  const straight = await run.trainTo(30);
  return { straight, resumed: await (await Run.resume(kind, second, bytes)).trainTo(30) };
}

/** Resumes from the checkpoints in a folder, and writes the outcomes beside them. */
export async function finishRuns(engine: Engine, folder: string): Promise<void> {
  for (const kind of kinds) {
    const file = fileOf(folder, kind);
    const run = await Run.resume(kind, engine, readFileSync(`${file}.safetensors`));
    writeFileSync(`${file}.json`, JSON.stringify(await run.finish(2 * HALF)));
  }
}

function fileOf(folder: string, { data, optimizer }: Kind): string {
  return join(folder, `${data}-${optimizer}`);
}
