import { baselinesOf } from '@microgpt/run';
import { createReporter } from '../report/create-reporter.ts';
import { measurePeak } from '../report/peak.ts';
import { choicesHere } from './choices-here.ts';
import type { TrainFlags } from './train-flags.ts';
import { exitCodes, train } from './train.ts';
import { trainCommandOf } from './train-command.ts';

/** The work of `microgpt train`. */
export async function runTrain(flags: TrainFlags, text?: string): Promise<void> {
  const command = await trainCommandOf(flags, text);
  const reporter = createReporter({ out: process.stdout, ...command });
  const { reason } = await train(command, {
    choices: choicesHere,
    reporter,
    baselinesOf: (dataset) =>
      baselinesOf({
        training: dataset.trainingIds(),
        validation: dataset.validationIds(),
        vocabSize: dataset.tokenizer.vocabSize,
        bos: dataset.kind === 'lines' ? dataset.tokenizer.bos : undefined,
      }),
    measurePeak,
    ...(!command.json && { note: (message: string) => process.stderr.write(`${message}\n`) }),
  });
  process.exitCode = exitCodes[reason];
}
