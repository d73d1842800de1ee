import { computed } from '@preact/signals';
import { chosenStep, run } from '../session/session.ts';

/** The step that the slider and the numbers show: the chosen one, or where training is. */
export const shownStep = computed(() => chosenStep.value ?? run.value?.progress.step ?? 0);
