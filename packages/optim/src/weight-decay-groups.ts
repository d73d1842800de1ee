import { checkCount } from '@microgpt/autograd';
import { checkNotNegative } from './check.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { itemsOf, listParameters, type ParameterList } from './parameter-list.ts';

/**
 * Parameter groups for weight decay: tensors with two or more axes (matrices and embeddings) decay; all others (gains
 * and biases) do not.
 *
 * ```ts
 * new AdamW(weightDecayGroups(model.namedParameters(), 0.1), { lr: 1e-3 });
 * ```
 *
 * @param parameters `model.namedParameters()`, or any other list; the paths are kept
 * @returns the group that decays, then the one that does not; either may be empty
 * @throws RangeError unless weightDecay is finite and not negative
 * @throws TypeError unless the list holds tensors, or pairs of a path and a tensor
 * @see https://github.com/karpathy/nanoGPT/blob/master/model.py `configure_optimizers`
 */
export function weightDecayGroups(
  parameters: ParameterList,
  weightDecay: number,
): ParameterGroup<{ readonly weightDecay: number }>[] {
  checkCount('weightDecayGroups', arguments.length, 2);
  checkNotNegative('weightDecayGroups: weightDecay', weightDecay);
  const items = itemsOf('weightDecayGroups', parameters);
  const decays = listParameters('weightDecayGroups', items).map(({ parameter }) => parameter.shape.length >= 2);
  const group = (decay: boolean) => items.filter((_, i) => decays[i] === decay) as ParameterList;
  return [
    { parameters: group(true), weightDecay },
    { parameters: group(false), weightDecay: 0 },
  ];
}
