import { computed } from '@preact/signals';
import { chosenStep, newestStep, run } from '../session/session.ts';
import type { ModelName } from './model-file.ts';

const shownId = computed(() => run.value?.id);
const shownMade = computed(() => run.value?.created);
const shownStep = computed(() => chosenStep.value ?? newestStep.value);

/**
 * The model that all views show: the chosen step of the run in front, or its newest; undefined before there is one. It changes only
 * when the name does, and not with every state of the run.
 */
export const shownModel = computed<ModelName | undefined>(() => {
  const [id, made, step] = [shownId.value, shownMade.value, shownStep.value];
  return id !== undefined && made !== undefined && step !== undefined ? { run: id, made, step } : undefined;
});
