import { computed } from '@preact/signals';
import { pinnedStep } from './pinned-step.ts';
import { readingStep } from './reading-step.ts';

/** The step of the curve that the page tells more of: the one under the pointer, else the one that was chosen; undefined for none. */
export const lookedAtStep = computed(() => {
  const step = readingStep.value ?? pinnedStep.value;
  return step === undefined ? undefined : Math.max(1, step);
});
