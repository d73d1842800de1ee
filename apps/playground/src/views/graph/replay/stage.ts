import type { TensorFacts } from '../../../inspecting/graph.ts';

/** What the replay has done with tensors: not computed them yet, computed them, or also their gradients. */
export type Stage = 'waiting' | 'computed' | 'differentiated';

/**
 * The stage of tensors at a place of the replay.
 *
 * @param place undefined at the end, when all is done
 * @param size how many numbers there are: the replay has as many places forward, and as many backward
 */
export function stageOf(
  tensors: readonly Pick<TensorFacts, 'first' | 'last'>[],
  place: number | undefined,
  size: number,
): Stage {
  if (place === undefined) return 'computed';
  const last = Math.max(...tensors.map((tensor) => tensor.last));
  if (place < size) return place > last ? 'computed' : 'waiting';
  return backwardPlace(place, size) <= last ? 'differentiated' : 'computed';
}

/** The id of the number that the backward pass has come down to. */
export function backwardPlace(place: number, size: number): number {
  return Math.max(0, 2 * size - 1 - place);
}
