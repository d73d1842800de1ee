import type { ReadonlySignal } from '@preact/signals';
import type { InspectedText } from '../../../inspecting/inspector.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { shownModel } from '../../../models/shown-model.ts';
import type { Token } from '../../../models/token.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { run } from '../../../session/session.ts';
import { chosenPlace, typed } from './choices.ts';

/** The most characters that the text shows letter by letter. */
const MOST_LETTERS = 24;

/** What the model of a step computes for a text. */
export interface Reading {
  readonly model: ModelName;
  readonly text: string;
  readonly inspected: InspectedText;
}

/** The text of the user, or the document of the step, and what the shown model computes for it. */
export function useReading(): ReadonlySignal<Latest<Reading>> {
  return useKeepUp(() => {
    const [model, own] = [shownModel.value, typed.value];
    if (model === undefined) return undefined;
    return {
      run: `${runKeyOf(model)} ${own}`,
      ask: async (signal) => {
        const text = fitting(own ?? (await inspector.documentAt(model, model.step, signal)));
        return { model, text, inspected: await inspector.inspect(model, text, signal) };
      },
    };
  });
}

/** The place of the token that was read last. */
export function placeIn(tokens: readonly Token[]): number {
  return Math.min(chosenPlace.value ?? 2, tokens.length - 1);
}

/** The beginning of a text: what the model can read at once, and no more than the page shows. */
export function fitting(text: string): string {
  const block = run.peek()?.settings.block ?? MOST_LETTERS;
  return Array.from(text)
    .slice(0, Math.max(1, Math.min(MOST_LETTERS, block - 1)))
    .join('');
}
