import { computed } from '@preact/signals';
import { chosenStep, newestStep, run } from '../session/session.ts';
import type { ModelName } from './writer.ts';

/** The model that all views write with: the chosen step of the run in front, or its newest; undefined before there is one. */
export const shownModel = computed<ModelName | undefined>(() => {
  const front = run.value;
  const step = chosenStep.value ?? newestStep.value;
  return front && step !== undefined ? { run: front.id, made: front.created, step } : undefined;
});
