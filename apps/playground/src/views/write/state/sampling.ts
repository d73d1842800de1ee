import type { SamplingOptions } from '@microgpt/gpt';
import { computed, signal } from '@preact/signals';
import { run } from '../../../session/session.ts';

/** The temperature that the user chose; undefined for that of the run. */
export const ownTemperature = signal<number | undefined>(undefined);

/** The divisor of the logits. */
export const temperature = computed(() => ownTemperature.value ?? run.value?.settings.temperature ?? 1);

/** How many of the likeliest may come; undefined for all. */
export const topK = signal<number | undefined>(undefined);

/** The share of probability that the likeliest must have together; 1 for all. */
export const topP = signal(1);

/** The seed of what the model chooses. */
export const seed = signal(42);

/** The options of sampling; those that change nothing are left out, so that they are no reason why a token is removed. */
export const sampling = computed<SamplingOptions>(() => ({
  temperature: temperature.value,
  ...(topK.value !== undefined && { topK: topK.value }),
  ...(topP.value < 1 && { topP: topP.value }),
}));
