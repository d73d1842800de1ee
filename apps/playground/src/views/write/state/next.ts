import { computed, effect, signal } from '@preact/signals';
import { latest } from '../../../models/latest-answer.ts';
import { writer } from '../../../writing/page-writer.ts';
import { isWriting } from './actions.ts';
import { model } from './facts.ts';
import { sampling } from './sampling.ts';
import { childrenOf } from '../tree/writing-tree.ts';
import { idsBefore, place, tree } from './tree.ts';

/** The least milliseconds between two lists of candidates while the model writes by itself; a reader could not follow faster ones. */
const PACE_MS = 200;

/** The tokens before the candidates: those up to the cursor, or, while the model writes by itself, a little fewer. */
const followed = signal(idsBefore.peek());
let followedAt = 0;

effect(() => {
  const ids = idsBefore.value;
  if (isWriting.value && performance.now() - followedAt < PACE_MS) return;
  followedAt = performance.now();
  followed.value = ids;
});

/** What may come next; at the end of a text, what could have come instead. */
export const next = latest(() => {
  const name = model.value;
  const [ids, options] = [followed.value, sampling.value];
  return name && ((signal) => writer.candidates(name, ids, options, signal));
});

/** The tokens that a branch has there already. */
export const takenIds = computed(() => new Set(childrenOf(tree.value, place.value).map(({ token }) => token.id)));

/** The candidate that Enter takes, by its place in the list. */
export const activePlace = signal(0);

/** The candidate that Enter takes. */
export const active = computed(() => next.value.value?.first.at(activePlace.value));

idsBefore.subscribe(() => {
  activePlace.value = 0;
});
