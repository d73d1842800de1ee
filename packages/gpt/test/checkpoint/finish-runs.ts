// A process of its own: goes on from the checkpoints in a folder, and writes the outcomes beside them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindsOn, Run } from './runs.ts';

const [, , folder, engine, steps] = process.argv;

for (const kind of kindsOn(engine)) {
  const file = join(folder, `${kind.data}-${kind.optimizer}`);
  const run = await Run.resume(kind, readFileSync(`${file}.safetensors`));
  writeFileSync(`${file}.json`, JSON.stringify(await run.finish(Number(steps))));
}
