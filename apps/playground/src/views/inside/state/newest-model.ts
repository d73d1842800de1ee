import { computed } from '@preact/signals';
import type { ModelName } from '../../../models/model-file.ts';
import { run } from '../../../session/session.ts';

const last = computed(() => run.value?.kept.at(-1)?.step);
const id = computed(() => run.value?.id);
const made = computed(() => run.value?.created);

/** The last kept model of the run in front; undefined before there is one. */
export const newestModel = computed<ModelName | undefined>(() => {
  const [run, created, step] = [id.value, made.value, last.value];
  return run !== undefined && created !== undefined && step !== undefined ? { run, made: created, step } : undefined;
});
