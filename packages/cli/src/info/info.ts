import { withCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { InfoFlags } from './info-flags.ts';
import { writeJSON, type CommandStreams } from '../output.ts';
import { describe, describeTensors } from './describe.ts';
import { readInfo, tokenizerIn } from './read-info.ts';

/** Shows what is in a checkpoint: `microgpt info`. */
export async function info(this: CommandStreams, { json, tensors }: InfoFlags, file: string): Promise<void> {
  const { stdout } = this.process;
  await withCheckpoint(file, async (opened) => {
    const found = await readInfo(opened);
    if (json === true) {
      writeJSON(stdout, { ...found, run: undefined, ...plain(found.run) });
      return;
    }
    stdout.write(describe(found, tokenizerIn(opened.checkpoint.tokenizer), Math.max(40, stdout.columns ?? 80)));
    if (tensors === true) stdout.write(`\n${describeTensors(found)}`);
  });
}

/** The record of a run, with plain arrays for its numbers. */
function plain(run: Awaited<ReturnType<typeof readInfo>>['run']): object {
  if (run === null) return { settings: null, data: null, progress: null, history: null };
  const { settings, data, progress, history } = run;
  const { steps, losses, evaluatedSteps, validationLosses, best } = history;
  const lists = { steps, losses, evaluatedSteps, validationLosses };
  const arrays = Object.fromEntries(Object.entries(lists).map(([name, numbers]) => [name, [...numbers]]));
  return { settings, data, progress, history: { ...arrays, best } };
}
