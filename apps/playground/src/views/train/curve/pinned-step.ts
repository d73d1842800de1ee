import { computed, signal } from '@preact/signals';
import { run } from '../../../session/session.ts';

/** The step that was chosen, and its run. */
const pinned = signal<{ readonly run: string; readonly step: number } | undefined>(undefined);

const runId = computed(() => run.value?.id);

/** The step of the curve that was chosen by a click or by the keyboard; undefined if there is none. It belongs to the run in front. */
export const pinnedStep = {
  get value(): number | undefined {
    return pinned.value?.run === runId.value ? pinned.value?.step : undefined;
  },
  set value(step: number | undefined) {
    const run = runId.peek();
    pinned.value = step === undefined || run === undefined ? undefined : { run, step };
  },
};
