import { microgpt } from 'examples/microgpt';
import type { Contestant, Trainer, Writer } from '../contestant.ts';
import type { Task } from '../workloads/task.ts';
import { namesText } from '../workloads/names.ts';

const FIRST_LETTER = 97;

/** The port of the original, as it stands: a document at a time, from its own weights and through the names in its own order. */
export function naive(): Contestant {
  return {
    name: 'naive',
    dtype: 'float64',
    about:
      'the original in one file, `apps/examples/src/microgpt.ts`; it starts from its own weights, and writes untrained',
    mostFlops: 1e6,
    trainer,
    writer,
    product: () => undefined,
  };
}

function settingsOf({ config }: Task): Pick<Task['config'], 'nLayer' | 'nEmbd' | 'blockSize' | 'nHead'> {
  const { nLayer, nEmbd, blockSize, nHead } = config;
  return { nLayer, nEmbd, blockSize, nHead };
}

function trainer(task: Task): Trainer | undefined {
  if (task.architecture === 'nanoGPT' || task.batchSize > 1) return undefined;
  const run = microgpt(namesText(), { ...settingsOf(task), numSteps: Infinity });
  return { step: () => Number(run.next().value) };
}

function writer(task: Task, _weights: unknown, documents: number): Writer | undefined {
  if (documents > 1) return undefined;
  const { vocabSize, blockSize } = task.config;
  const run = microgpt(namesText(), { ...settingsOf(task), numSteps: 0 });
  return (tokens) => {
    const written: number[][] = [];
    for (let count = 0; count < tokens;) {
      const text = Array.from(String(run.next().value), (char) => char.charCodeAt(0) - FIRST_LETTER);
      if (text.length < blockSize) text.push(vocabSize - 1);
      written.push(text);
      count += text.length;
    }
    return written;
  };
}
