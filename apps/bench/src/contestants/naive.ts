import { microgpt } from 'examples/microgpt';
import type { Task } from '../workloads/task.ts';
import { namesText } from '../workloads/names.ts';
import { checkFlops, unsupported, type Contestant, type Trainer, type Writer } from './contestant.ts';
import { oneByOne } from './writing.ts';

const FIRST_LETTER = 97;

/** The port of the original, as it stands: a document at a time, from its own weights and through the names in its own order. */
export function naive(): Contestant {
  return {
    dtype: 'float64',
    about:
      'the original in one file, `apps/examples/src/microgpt.ts`; it starts from its own weights, and writes untrained',
    trainer,
    writer,
  };
}

function trainer(task: Task): Trainer {
  checkFlops(task, 1e6);
  if (task.architecture === 'nanoGPT' || task.batchSize > 1) throw unsupported();
  const run = microgpt(namesText(), { ...task.config, numSteps: Infinity });
  return { step: () => Number(run.next().value) };
}

function writer(task: Task, _weights: unknown, documents: number): Writer {
  if (documents > 1) throw unsupported();
  const run = microgpt(namesText(), { ...task.config, numSteps: 0 });
  return oneByOne(() => Array.from(String(run.next().value), (char) => char.charCodeAt(0) - FIRST_LETTER), task.config);
}
