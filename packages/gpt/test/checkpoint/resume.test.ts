import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { engines, kindsOn, Run, type Outcome } from './runs.ts';

const HALF = 500;
const script = fileURLToPath(new URL('finish-runs.ts', import.meta.url));

describe.each(Object.keys(engines))('[%s] 500 steps, a checkpoint, and 500 more in a new process', (engine) => {
  test('equal 1,000 steps: every loss, weight and sample, bit for bit', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'resume-'));
    const straight = new Map<string, Outcome>();
    for (const kind of kindsOn(engine)) {
      const name = `${kind.data}-${kind.optimizer}`;
      const run = Run.begin(kind);
      const [first] = await run.trainTo(HALF);
      writeFileSync(join(folder, `${name}.safetensors`), await run.save());
      const outcome = await run.finish(2 * HALF);
      straight.set(name, outcome);
      expect(outcome.losses[HALF - 1]).toBeLessThan(first);
    }
    const flags = ['--conditions=@microgpt/source', '--import', 'tsx', script];
    execFileSync(process.execPath, [...flags, folder, engine, String(2 * HALF)], { stdio: 'inherit' });
    for (const [name, outcome] of straight) {
      const resumed = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Outcome;
      expect({ name, ...resumed }).toEqual({ name, ...outcome });
    }
    rmSync(folder, { recursive: true });
  });
});

test.each(['scalar', 'cpu', 'wasm'])('a checkpoint of cpu goes on on %s within its precision', async (engine) => {
  const [kind] = kindsOn('cpu').filter(({ data, optimizer }) => data === 'text' && optimizer === 'adamw');
  const run = Run.begin(kind);
  await run.trainTo(20);
  const bytes = await run.save();
  const losses = await run.trainTo(30);
  const resumed = await (await Run.resume({ ...kind, engine }, bytes)).trainTo(30);
  for (const [i, loss] of resumed.entries()) expect(loss).toBeCloseTo(losses[i], engine === 'wasm' ? 4 : 10);
});
