import { computed } from '@preact/signals';
import { run } from '../../../session/session.ts';
import { wordsFor, type Words } from './words-for.ts';

const usual: Words = { unit: 'letter', units: 'letters', texts: 'names' };

/** The words for the run in front. */
export const shownWords = computed<Words>(() => (run.value === undefined ? usual : wordsFor(run.value)));
