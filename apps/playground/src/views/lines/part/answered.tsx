import type { ComponentChildren } from 'preact';
import type { Latest } from '../../../models/latest-answer.ts';

/** What {@link Answered} is made of. */
export interface AnsweredProps<T> {
  readonly latest: Latest<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** What is shown of an answer, or why there is none. */
export function Answered<T>({ latest: { value, problem }, children }: AnsweredProps<T>) {
  if (problem !== undefined) return <p class="explained">{problem}</p>;
  return value === undefined ? <p class="explained">…</p> : <>{children(value)}</>;
}
