// A program that trains as `microgpt train` does, and prints what it is told as JSON. Arguments: the settings, the command.
import { InputError } from '@microgpt/terminal';
import { exitCodes, train } from '../../src/train/train.ts';
import type { TrainCommand } from '../../src/train/train-options.ts';
import { toolsFor } from './train-with.ts';

const [given, command] = process.argv.slice(2).map((argument) => JSON.parse(argument) as object);

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const reporter = {
  start: () => undefined,
  step: ({ step, loss, lr }: { step: number; loss: number; lr: number }) => {
    print({ step, loss, lr });
  },
  evaluated: (evaluation: object) => {
    print({ evaluation });
  },
  sampled: (samples: unknown, step: number) => {
    print({ samples, at: step });
  },
  saved: (file: string, step: number) => {
    print({ saved: file, at: step });
  },
  warn: (warning: string) => {
    print({ warning });
  },
  end: (end: { reason: string; file: string | null; resume: string }) => {
    print({ end: end.reason, file: end.file, resume: end.resume });
  },
};

try {
  const base: TrainCommand = { text: undefined, restart: false, json: false, given: given };
  const tools = { ...toolsFor(reporter), now: () => performance.now() / 1000 };
  const { reason } = await train({ ...base, ...(command as Partial<TrainCommand> | undefined) }, tools);
  process.exitCode = exitCodes[reason];
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  print({ error: error.message });
  process.exitCode = 1;
}
