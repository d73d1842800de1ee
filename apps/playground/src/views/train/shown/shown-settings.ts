import { computed } from '@preact/signals';
import { run } from '../../../session/session.ts';
import { nextSettings } from '../settings/next-settings.ts';

/** The settings of the run in front, or before there is one those of the next: so the page has its shape from the beginning. */
export const shownSettings = computed(() => run.value?.settings ?? nextSettings.value);
