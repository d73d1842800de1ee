import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Latest } from './latest-answer.ts';
import { keepUp, type RunQuestion } from './keep-up.ts';

/** The last answer while a component is shown; see {@link keepUp}. */
export function useKeepUp<T>(question: () => RunQuestion<T> | undefined): ReadonlySignal<Latest<T>> {
  const { answer, stop } = useMemo(() => keepUp(question), []);
  useEffect(() => stop, [stop]);
  return answer;
}
