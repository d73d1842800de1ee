import { setImmediate } from 'node:timers/promises';
import type { GPT } from '@microgpt/gpt';
import { inference } from '@microgpt/nn';
import type { Window } from './windows.ts';

/** About the most numbers that the logits of a batch hold, and the most windows. */
const MOST_LOGITS = 2 ** 22;
const MOST_WINDOWS = 64;

/**
 * The sum of −ln p over all targets that count, in nats.
 *
 * @param onProgress called after each batch with the number of targets so far
 */
export async function measure(
  model: GPT,
  windows: Iterable<Window>,
  onProgress?: (targets: number) => void,
): Promise<{ readonly nats: number; readonly targets: number }> {
  let nats = 0;
  let targets = 0;
  for (const batch of batchesOf(windows, model.config)) {
    const rows = rowsThatCount(batch);
    const counted = batch.flatMap(({ target, from }) => target.slice(from));
    const mean = inference(() => {
      const logits = model.forward(batch.map(({ input }) => input)); // (N, V)
      return (rows === undefined ? logits : logits.take(rows)).crossEntropy(counted).item();
    });
    nats += mean * counted.length;
    targets += counted.length;
    onProgress?.(targets);
    await setImmediate(); // so that Ctrl-C works
  }
  return { nats, targets };
}

function* batchesOf(windows: Iterable<Window>, { vocabSize }: GPT['config']): Generator<Window[], void> {
  let batch: Window[] = [];
  let tokens = 0;
  for (const window of windows) {
    const isFull = batch.length === MOST_WINDOWS || (tokens + window.input.length) * vocabSize > MOST_LOGITS;
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(window);
    tokens += window.input.length;
  }
  if (batch.length > 0) yield batch;
}

/** The rows of the logits that count; undefined if all do. */
function rowsThatCount(batch: readonly Window[]): number[] | undefined {
  if (batch.every(({ from }) => from === 0)) return undefined;
  const rows: number[] = [];
  let first = 0;
  for (const { target, from } of batch) {
    for (let t = from; t < target.length; t++) rows.push(first + t);
    first += target.length;
  }
  return rows;
}
