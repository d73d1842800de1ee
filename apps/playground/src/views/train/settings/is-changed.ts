import { computed } from '@preact/signals';
import { includedTexts } from '../../../data/included-texts.ts';
import { changesOf } from '../../../session/address.ts';
import { run, config, session } from '../../../session/session.ts';
import type { RunState } from '../../../session/run-state.ts';
import { changeableSettings } from '../../../session/setting-limits.ts';
import { nextSettings } from './next-settings.ts';

/** Whether the configuration is no longer that of the run in front, which has steps: what is changed is for a new run. */
export const isChanged = computed(() => {
  const state = run.value;
  if (state === undefined || state.progress.step === 0) return false;
  if (config.value.data !== dataOf(state)) return true;
  return changeableSettings.some((name) => nextSettings.value[name] !== state.settings[name] && !isLonger(name, state));
});

/** Sets the page to what the run in front is made of. */
export function takeBack(): void {
  const state = run.value;
  if (state === undefined) return;
  const data = dataOf(state);
  void session.configure({ data, given: changesOf({ data, given: state.settings }) });
}

/** The text of a run, as in the configuration. */
function dataOf({ data: { source, sha256 } }: RunState): string {
  return includedTexts.some(({ id }) => id === source) ? source : `own:${sha256}`;
}

/** A run that was trained for more steps than it was made for is still the same run. */
function isLonger(name: string, { settings, status }: RunState): boolean {
  return name === 'steps' && status === 'done' && (settings.steps ?? 0) > (nextSettings.value.steps ?? 0);
}
