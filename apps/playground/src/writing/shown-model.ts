import { computed } from '@preact/signals';
import { chosenStep, newestStep, run } from '../session/session.ts';
import type { ModelName } from './writer.ts';

const shownId = computed(() => run.value?.id);
const shownMade = computed(() => run.value?.created);

/** The model that all views write with: the chosen step of the run in front, or its newest; undefined before there is one. */
export const shownModel = computed<ModelName | undefined>(() => {
  const [id, made] = [shownId.value, shownMade.value];
  const step = chosenStep.value ?? newestStep.value;
  return id !== undefined && made !== undefined && step !== undefined ? { run: id, made, step } : undefined;
});
