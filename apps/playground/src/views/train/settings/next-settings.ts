import { computed } from '@preact/signals';
import { usualSettings, type GivenSettings, type Settings } from '@microgpt/run';
import { changesOf } from '../../../session/address.ts';
import { givenOf } from '../../../session/config.ts';
import { config, run, session } from '../../../session/session.ts';

/** The steps between two evaluations are chosen when a run is made. */
const chosenEvalEvery = computed(() => run.value?.settings.evalEvery ?? usualSettings.evalEvery);

/** All settings of the next new run. */
export const nextSettings = computed<Settings>(() => {
  const given = Object.entries(givenOf(config.value)).filter(([, value]) => value !== undefined);
  return { ...usualSettings, evalEvery: chosenEvalEvery.value, ...(Object.fromEntries(given) as Partial<Settings>) };
});

/** Changes settings of the next new run, and keeps the others. */
export function change(given: GivenSettings): void {
  const { data } = config.value;
  const all = { ...config.value.given, ...given };
  void session.configure({ given: changesOf({ data, given: all }) });
}
