import type { GPT } from '@microgpt/gpt';
import { inference } from '@microgpt/nn';
import type { Inspection } from './inspect.ts';
import { matrixOf, type Matrix } from './matrix.ts';

/** What the model would predict if it ended after a part. */
export interface LensPoint {
  /** The part, as in {@link Inspection.stream}. */
  readonly path: string;
  /** The logits of the next token (T, V). */
  readonly logits: Matrix;
}

/**
 * The logit lens: the residual stream after each part, passed straight through the final norm and the head. The last point is
 * what the model predicts.
 *
 * @see https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens
 */
export function logitLens(model: GPT, { stream }: Inspection): LensPoint[] {
  const { engine } = model.wte.weight;
  return stream.map(({ path, values }) =>
    inference(() => {
      const x = engine.tensor(values.data).reshape([values.rows, values.columns]);
      return { path, logits: matrixOf(model.lmHead.forward(model.finalNorm ? model.finalNorm.forward(x) : x)) };
    }),
  );
}
