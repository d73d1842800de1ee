import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { latest, type Latest, type Question } from './latest.ts';

/**
 * The answer to the last question, while a component is shown; see {@link latest}.
 *
 * ```tsx
 * const next = useLatest(() => {
 *   const model = shownModel.value;
 *   return model && ((signal) => writer.candidates(model, ids.value, sampling.value, signal));
 * });
 * ```
 */
export function useLatest<T>(ask: () => Question<T> | undefined): ReadonlySignal<Latest<T>> {
  const { answer, stop } = useMemo(() => latest(ask), []);
  useEffect(() => stop, [stop]);
  return answer;
}
