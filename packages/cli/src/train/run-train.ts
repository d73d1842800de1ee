import { baselinesOfDataset, choicesFor, measurePeak } from '@microgpt/run';
import { engines } from '@microgpt/terminal';
import { createReporter } from '../report/create-reporter.ts';
import { trainCommandOf } from './train-command.ts';
import type { TrainFlags } from './train-flags.ts';
import { exitCodes, train } from './train.ts';

/** The work of `microgpt train`. */
export async function runTrain(flags: TrainFlags, text?: string): Promise<void> {
  const command = await trainCommandOf(flags, text);
  const reporter = createReporter({ out: process.stdout, ...command });
  const { reason } = await train(command, {
    choices: choicesFor((name) => engines[name]()),
    reporter,
    baselinesOf: baselinesOfDataset,
    measurePeak,
    ...(!command.json && { note: (message: string) => process.stderr.write(`${message}\n`) }),
  });
  process.exitCode = exitCodes[reason];
}
