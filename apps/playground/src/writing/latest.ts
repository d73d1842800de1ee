import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';

/** What an answer is, as far as it is known. */
export interface Latest<T> {
  /** The last answer; it stays until the next one comes, so that the page does not jump. */
  readonly value: T | undefined;
  /** Why there is no answer to the last question, in sentences; undefined if nothing went wrong. */
  readonly problem: string | undefined;
  readonly isPending: boolean;
}

/** A question: it asks, and its signal ends it. */
export type Question<T> = (signal: AbortSignal) => Promise<T>;

/**
 * The answer to the last question. When a signal that `ask` reads changes, the question under way is ended and the next one asked.
 *
 * @param ask the question at hand; undefined for none
 * @returns the answer as a signal, and what ends it
 */
export function latest<T>(ask: () => Question<T> | undefined): { answer: ReadonlySignal<Latest<T>>; stop: () => void } {
  const answer = signal<Latest<T>>({ value: undefined, problem: undefined, isPending: false });
  const stop = effect(() => {
    const question = ask();
    const { value } = untracked(() => answer.value);
    if (question === undefined) {
      answer.value = { value: undefined, problem: undefined, isPending: false };
      return undefined;
    }
    const controller = new AbortController();
    answer.value = { value, problem: undefined, isPending: true };
    question(controller.signal).then(
      (next) => {
        if (!controller.signal.aborted) answer.value = { value: next, problem: undefined, isPending: false };
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        answer.value = { value, problem: error instanceof Error ? error.message : String(error), isPending: false };
      },
    );
    return () => {
      controller.abort(new DOMException('A newer question was asked.', 'AbortError'));
    };
  });
  return { answer, stop };
}
