import { computed, signal } from '@preact/signals';
import { run, runs } from '../../../session/session.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { latest } from '../../../models/latest-answer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { shownModel } from '../../../models/shown-model.ts';

/** What the user typed; undefined for an example from the text that the model learned from. */
export const typed = signal<string | undefined>(undefined);

/** The place of the chosen token; undefined for the last one. */
export const chosenPlace = signal<number | undefined>(undefined);

/** The attention head that is shown large. */
export const chosenHead = signal({ layer: 0, head: 0 });

/** What the model is compared with: another run, or this one, and the step; undefined for nothing. */
export const comparison = signal<{ readonly run: string; readonly step: number } | undefined>(undefined);

const runId = computed(() => run.value?.id);

/** The example does not change with every step. */
const example = latest(() => {
  const id = runId.value;
  const model = shownModel.peek();
  if (id === undefined || model === undefined) return undefined;
  return (signal) => inspector.example(model, signal);
});

/** The text that the views are about. */
export const text = computed(() => typed.value ?? example.value.value);

/** The model that it is compared with; undefined for none. */
export const comparedModel = computed<ModelName | undefined>(() => {
  const wish = comparison.value;
  const other = runs.value.find(({ id }) => id === wish?.run);
  return wish && other && { run: other.id, made: other.created, step: wish.step };
});
