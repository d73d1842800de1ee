import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { sentenceOf } from '../design/format/sentence-of.ts';

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
 * The answer to the last question, as a signal. When a signal that `ask` reads changes, the question under way is ended and the
 * next one asked. Questions are asked only while someone watches the answer.
 *
 * ```ts
 * const next = latest(() => {
 *   const model = shownModel.value;
 *   return model && ((signal) => writer.candidates(model, ids.value, options.value, signal));
 * });
 * ```
 *
 * @param ask the question at hand; undefined for none
 */
export function latest<T>(ask: () => Question<T> | undefined): ReadonlySignal<Latest<T>> {
  let isWatched = false;
  let stop: (() => void) | undefined;
  const answer = signal<Latest<T>>(
    { value: undefined, problem: undefined, isPending: false },
    {
      watched: () => {
        isWatched = true;
        queueMicrotask(follow); // not while the watcher reads
      },
      unwatched: () => {
        isWatched = false;
        queueMicrotask(follow);
      },
    },
  );
  return answer;

  function follow(): void {
    if (isWatched) {
      stop ??= effect(() => answering(ask()));
    } else {
      stop?.();
      stop = undefined;
    }
  }

  /** Asks, and returns what ends the question. */
  function answering(question: Question<T> | undefined): (() => void) | undefined {
    const { value } = answer.peek();
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
        answer.value = { value, problem: sentenceOf(error), isPending: false };
      },
    );
    return () => {
      controller.abort(new DOMException('A newer question was asked.', 'AbortError'));
    };
  }
}
