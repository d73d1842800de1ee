import type { Batch } from '@microgpt/gpt';

/**
 * A batch as a rectangle, for libraries that know no other shape: documents filled up to so many positions with token 0, or
 * cut off there. Causal attention never looks at what comes later.
 *
 * @returns `weights` is 1 / (number of tokens) for a token and 0 for padding: the weighted sum of losses is the mean of the real ones
 */
export function pad(batch: Batch, positions: number) {
  const { inputs, targets } = cut(batch, positions);
  const size = inputs.length * positions;
  const padded = { ids: new Int32Array(size), targets: new Int32Array(size), weights: new Float32Array(size) };
  const weight = 1 / inputs.flat().length;
  inputs.forEach((document, d) => {
    padded.ids.set(document, d * positions);
    padded.targets.set(targets[d], d * positions);
    padded.weights.fill(weight, d * positions, d * positions + document.length);
  });
  return { documents: inputs.length, positions, ...padded };
}

/** The batch with its documents truncated to so many positions, as padding does. */
export function cut({ inputs, targets }: Batch, positions: number): Batch {
  return {
    inputs: inputs.map((document) => document.slice(0, positions)),
    targets: targets.map((document) => document.slice(0, positions)),
  };
}
