import { computed, signal } from '@preact/signals';
import { latest } from '../../../writing/latest.ts';
import { writer } from '../../../writing/page-writer.ts';
import { model } from './facts.ts';
import { sampling } from './sampling.ts';
import { idsBefore, isEnded } from './tree.ts';

/** What may come after the cursor. */
export const next = latest(() => {
  const name = model.value;
  const [ids, options] = [idsBefore.value, sampling.value];
  if (name === undefined || isEnded.value) return undefined;
  return (signal) => writer.candidates(name, ids, options, signal);
});

/** The candidate that Enter takes, by its place in the list. */
export const activePlace = signal(0);

/** The candidate that Enter takes. */
export const active = computed(() => next.value.value?.first.at(activePlace.value));

idsBefore.subscribe(() => {
  activePlace.value = 0;
});
