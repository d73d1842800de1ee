import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { sentenceOf } from '../design/format/sentence-of.ts';
import type { Latest } from './latest-answer.ts';

/** A question about a run to a worker. */
export interface RunQuestion<T> {
  /** The run that is asked. */
  readonly run: string;
  ask(signal: AbortSignal): Promise<T>;
}

/**
 * Answers that keep up with a model that learns.
 *
 * While it learns, questions change faster than they are answered. So the one under way is answered first, and then the
 * newest: every answer is shown, and none waits forever. Only a question to another run ends the one under way.
 *
 * @param question the question at hand, from signals; undefined for none
 * @returns the last answer as a signal, and what ends it
 */
export function keepUp<T>(question: () => RunQuestion<T> | undefined): {
  answer: ReadonlySignal<Latest<T>>;
  stop: () => void;
} {
  const answer = signal<Latest<T>>({ value: undefined, problem: undefined, isPending: false });
  let underWay: { readonly run: string; readonly controller: AbortController } | undefined;
  let next: RunQuestion<T> | undefined;

  const begin = (asked: RunQuestion<T>) => {
    const controller = new AbortController();
    const mine = { run: asked.run, controller };
    underWay = mine;
    answer.value = { ...answer.value, isPending: true };
    const settle = (settled: Partial<Latest<T>>) => {
      if (controller.signal.aborted) return;
      underWay = undefined;
      answer.value = { ...answer.value, problem: undefined, ...settled, isPending: next !== undefined };
      if (next !== undefined) begin(next);
    };
    next = undefined;
    asked.ask(controller.signal).then(
      (value) => {
        settle({ value });
      },
      (error: unknown) => {
        // A newer question has its own answer: only what goes wrong with the last one matters.
        settle(next === undefined ? { problem: sentenceOf(error) } : {});
      },
    );
  };
  const end = () => {
    underWay?.controller.abort(new DOMException('A newer question was asked.', 'AbortError'));
    underWay = undefined;
    next = undefined;
  };
  const stop = effect(() => {
    const asked = question();
    untracked(() => {
      if (asked === undefined) {
        end();
        answer.value = { value: undefined, problem: undefined, isPending: false };
        return;
      }
      if (underWay !== undefined && underWay.run !== asked.run) end();
      if (underWay === undefined) begin(asked);
      else next = asked;
    });
  });
  return {
    answer,
    stop: () => {
      stop();
      end();
    },
  };
}
