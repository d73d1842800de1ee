import { computed, signal } from '@preact/signals';
import { published, type Config } from './config.ts';
import type { RunState } from './run-state.ts';

/** A message to the user: what happened, and what to do. */
export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'note';
  readonly text: string;
}

/** All runs that are kept, the newest first. */
export const runs = signal<readonly RunState[]>([]);

/** The run in front. */
export const currentId = signal<string | undefined>(undefined);

/** The run in front; undefined until the first one is made. */
export const run = computed(() => runs.value.find(({ id }) => id === currentId.value));

/** The kept step that all views show; undefined for the newest. */
export const chosenStep = signal<number | undefined>(undefined);

/** The run under the pointer, in the table or among the curves. */
export const hoveredId = signal<string | undefined>(undefined);

/** What the next new run is made of. */
export const config = signal<Config>(published);

/** What the user should know, the oldest first. */
export const notices = signal<readonly Notice[]>([]);

/** What a user can do, from any view. */
export interface Session {
  /** Trains the run in front: to its end, or until a pause. */
  start(): Promise<void>;
  pause(): Promise<void>;
  /** Does one step. */
  step(): Promise<void>;
  /** Makes the run in front anew from the configuration, before its first step. A run that has steps stays in the table. */
  reset(): Promise<void>;
  /** Changes the configuration. The run in front is made anew if it has no steps, else the next run differs. */
  configure(change: Partial<Config>): Promise<void>;
  /** Brings a run to the front. */
  select(id: string): Promise<void>;
  /** Deletes a run and all that is kept of it. */
  remove(id: string): Promise<void>;
  /** Opens what was dropped or picked: a checkpoint, the files of a Hugging Face folder, or a text to learn from. */
  openFiles(files: readonly File[]): Promise<void>;
  /** Downloads the checkpoint of the run in front, or of one of its kept steps. */
  download(step?: number): Promise<void>;
  /** The bytes of the model at a kept step of a run, or its newest live step, for the writer. */
  modelBytes(id: string, step: number): Promise<Uint8Array<ArrayBuffer>>;
  dismiss(notice: number): void;
}
