import type { InspectedText } from '../../../inspecting/inspector.ts';
import type { Token } from '../../../models/token.ts';
import { lossOf } from './loss-of.ts';

/** How surprised the model was by a token. */
export interface LetterLoss {
  readonly token: Token;
  readonly probability: number;
  readonly loss: number;
}

/** The loss of each token after the first, and of the end of a line, which training counts too. */
export function letterLosses({ tokens, inspection }: InspectedText): readonly LetterLoss[] {
  const { columns, data } = inspection.logits;
  const [first, ...rest] = tokens;
  const targets = first.kind === 'end' ? [...rest, first] : rest;
  return targets.map((token, t) => {
    const loss = lossOf(data.subarray(t * columns, (t + 1) * columns), token.id);
    return { token, probability: Math.exp(-loss), loss };
  });
}
