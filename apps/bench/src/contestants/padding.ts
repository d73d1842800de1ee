import type { Batch } from '@microgpt/gpt';

/** A batch in rectangles, for libraries that know no other shape: `documents` rows of `positions` tokens. */
export interface Padded {
  readonly documents: number;
  readonly positions: number;
  readonly ids: Int32Array;
  readonly targets: Int32Array;
  /** 1 / (how many tokens there are) for a token, 0 for padding: with it the sum of all losses is the mean of the real ones. */
  readonly weights: Float32Array;
}

/** Documents filled up to so many positions with token 0, or cut off there. Causal attention never looks at what is behind. */
export function pad({ inputs, targets }: Batch, positions: number): Padded {
  const size = inputs.length * positions;
  const padded = { ids: new Int32Array(size), targets: new Int32Array(size), weights: new Float32Array(size) };
  const tokens = inputs.reduce((sum, document) => sum + Math.min(document.length, positions), 0);
  inputs.forEach((document, d) => {
    for (let t = 0; t < Math.min(document.length, positions); t++) {
      padded.ids[d * positions + t] = document[t];
      padded.targets[d * positions + t] = targets[d][t];
      padded.weights[d * positions + t] = 1 / tokens;
    }
  });
  return { documents: inputs.length, positions, ...padded };
}

/** The batch without what exceeds so many positions: what is left of it when it is padded. */
export function cut({ inputs, targets }: Batch, positions: number): Batch {
  return {
    inputs: inputs.map((document) => document.slice(0, positions)),
    targets: targets.map((document) => document.slice(0, positions)),
  };
}
