import { computed, signal } from '@preact/signals';
import { published, type Config } from './config.ts';
import type { RunState } from '../run/run-state.ts';

/** A message to the user: what happened, and what to do. */
export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'note';
  readonly text: string;
}

/** The model of a run between two kept steps, or where it paused. */
export interface LiveModel {
  readonly id: string;
  readonly step: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A run, and its step when it was kept in the browser. */
export interface SavedStep {
  readonly id: string;
  readonly step: number;
}

/** A text of the user's own that may be learned from. */
export interface OwnText {
  /** The name of its file. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** All runs that are kept, the newest first. */
export const runs = signal<readonly RunState[]>([]);

/** The run in front. */
export const currentId = signal<string | undefined>(undefined);

/** The run in front; undefined until the first one is made. */
export const run = computed(() => runs.value.find(({ id }) => id === currentId.value));

/** The newest model of the run that trains, or trained last, if it is newer than its kept steps. */
export const live = signal<LiveModel | undefined>(undefined);

/** The run that was kept in the browser last, and its step then; undefined if the browser keeps nothing. */
export const lastSaved = signal<SavedStep | undefined>(undefined);

/** A text that was dropped or picked, for the user to look at before it is learned from. */
export const droppedText = signal<OwnText | undefined>(undefined);

/** The last step of the run in front whose model can write: kept, live, or the last one of its checkpoint. */
export const newestStep = computed(() => {
  const state = run.value;
  if (state === undefined) return undefined;
  const kept = state.kept.at(-1)?.step ?? 0;
  const newest = live.value?.id === state.id ? Math.max(kept, live.value.step) : kept;
  const isLastKept = !['training', 'elsewhere', 'failed'].includes(state.status);
  return isLastKept ? Math.max(newest, state.progress.step) : newest;
});

const wishedStep = signal<number | undefined>(undefined);

const nearestStep = computed(() => {
  const wish = wishedStep.value;
  const kept = run.value?.kept ?? [];
  if (wish === undefined || kept.length === 0) return undefined;
  return (kept.findLast(({ step }) => step <= wish) ?? kept[0]).step;
});

/**
 * The kept step that all views show; undefined for the newest.
 *
 * A run that trains on drops kept steps. So this is the last one that is not after the step that was set.
 */
export const chosenStep = {
  get value(): number | undefined {
    return nearestStep.value;
  },
  set value(step: number | undefined) {
    wishedStep.value = step;
  },
};

/** The run under the pointer, in the table or among the curves. */
export const hoveredId = signal<string | undefined>(undefined);

/** What the next new run is made of. */
export const config = signal<Config>(published);

/** Whether a run is being made, and that takes long enough to say so. */
export const isMaking = signal(false);

/** What the user should know, the oldest first. */
export const notices = signal<readonly Notice[]>([]);
