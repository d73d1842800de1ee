import { computed } from '@preact/signals';
import { configOf, isSame } from '../../../session/config-of.ts';
import { config, run, session } from '../../../session/session.ts';

/** Whether the configuration is no longer that of the run in front, which has steps: what is changed is for a new run. */
export const isChanged = computed(() => {
  const state = run.value;
  if (state === undefined || state.progress.step === 0) return false;
  const made = configOf(state);
  return made !== undefined && !isSame(made, config.value);
});

/** Sets the page to what the run in front is made of. */
export function takeBack(): void {
  const made = run.value && configOf(run.value);
  if (made !== undefined) void session.configure(made);
}
