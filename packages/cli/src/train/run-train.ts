import type { TrainFlags } from './train-flags.ts';
import { train } from './train.ts';
import { trainCommandOf } from './train-command.ts';

/** The work of `microgpt train`. */
export async function runTrain(flags: TrainFlags, text?: string): Promise<void> {
  await train(await trainCommandOf(flags, text));
}
