import type { Dataset, Settings } from '@microgpt/run';
import { formatCount } from '../../design/format/format-count.ts';

/** How much of a text the model sees in a run. */
export interface Coverage {
  /** How often it sees the training part: 0.4 for two fifths of it once. */
  readonly times: number;
  /** The number of lines whose ends it never sees, because they are longer than its window. */
  readonly cutLines: number;
}

/** How much of its data a run sees: what its steps take, against the training part. */
export function coverageOf(
  { steps, batch, accumulate, block }: Pick<Settings, 'steps' | 'batch' | 'accumulate' | 'block'>,
  dataset: Pick<Dataset, 'kind' | 'trainingDocuments' | 'trainingTokens' | 'longerThan'>,
): Coverage {
  const taken = (steps ?? 0) * batch * accumulate;
  const { kind, trainingDocuments, trainingTokens } = dataset;
  const times = kind === 'lines' ? taken / trainingDocuments : (taken * block) / trainingTokens;
  return { times, cutLines: dataset.longerThan(block) };
}

/** The same in a sentence or two. */
export function coverageSentence(
  { times, cutLines }: Coverage,
  {
    kind,
    documents,
    steps,
    block,
  }: Pick<Settings, 'kind' | 'block'> & { readonly documents: number; readonly steps: number },
): string {
  const what = kind === 'lines' ? 'every line' : 'every part';
  const seen =
    times < 0.995
      ? `about ${percent(times)} of the ${kind === 'lines' ? 'lines' : 'text'}, once`
      : times < 1.5
        ? `${what} about once`
        : `${what} about ${formatCount(times)} times`;
  const sentence = `In ${formatCount(steps)} steps, the model sees ${seen}.`;
  if (cutLines === 0) return sentence;
  const are = cutLines === 1 ? 'lines is' : 'lines are';
  const ends = cutLines === 1 ? 'its end is' : 'their ends are';
  return `${sentence} ${formatCount(cutLines)} of ${formatCount(documents)} ${are} longer than the ${formatCount(block)} tokens that the model sees at once: ${ends} cut off.`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
