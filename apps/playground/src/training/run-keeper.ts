import { saveCheckpoint } from '@microgpt/checkpoint';
import { contentsOf, type Run } from '@microgpt/run';
import type { KeptStep, RunState } from '../run/run-state.ts';
import { thinned, type RunStore } from '../store/run-store.ts';
import { bytesOf } from './bytes-of.ts';
import { modelBytes } from './model-bytes.ts';
import type { SourceText } from '../run/source-text.ts';

/** The most kept steps of a run, and the most bytes of all of them. */
export const MOST_STEPS = 33;
export const MOST_BYTES = 64 * 2 ** 20;

/** What the store holds of a run. */
export interface SavedRun {
  readonly version: string;
  readonly step: number;
  readonly kept: readonly KeptStep[];
}

/** Keeps a run, and the models of some of its steps, in the browser's store. */
export class RunKeeper {
  readonly #store: RunStore;
  readonly #text: SourceText;
  #saved: SavedRun | undefined;
  #kept: readonly KeptStep[];
  /** The models of kept steps that are not in the store yet. */
  readonly #models = new Map<number, Uint8Array<ArrayBuffer>>();

  /** @param saved what the store holds of the run; undefined if it is new */
  constructor(store: RunStore, text: SourceText, saved: SavedRun | undefined) {
    this.#store = store;
    this.#text = text;
    this.#saved = saved;
    this.#kept = saved?.kept ?? [];
  }

  /** What the store holds; undefined if nothing. */
  get saved(): SavedRun | undefined {
    return this.#saved;
  }

  /** The kept steps, in ascending order. */
  get steps(): readonly KeptStep[] {
    return this.#kept;
  }

  /** The model of a kept step that the store does not hold yet. */
  modelOf(step: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#models.get(step);
  }

  /** Whether a step is kept. */
  has(step: number): boolean {
    return this.#kept.some((kept) => kept.step === step);
  }

  /** Keeps the model of the step at hand. */
  async keep(run: Run): Promise<void> {
    const { step } = run.progress;
    if (this.has(step)) return;
    const bytes = await modelBytes(run);
    this.#models.set(step, bytes);
    const all = [...this.#kept, { step, bytes: bytes.length }];
    this.#kept = thinned(all, run.settings.evalEvery, MOST_STEPS, MOST_BYTES);
    for (const old of [...this.#models.keys()]) if (!this.has(old)) this.#models.delete(old);
  }

  /** Saves what views know of the run, but not the run itself: it stays as it was saved last. */
  async saveState(state: RunState): Promise<void> {
    if (this.#saved) await this.#store.saveState({ ...state, kept: this.#saved.kept }, this.#saved.version);
  }

  /**
   * Copies the run as it is now. Returns the writing of it, for which the run need not wait.
   *
   * @param state what views know of it
   */
  async copy(run: Run, state: RunState): Promise<() => Promise<void>> {
    const checkpoint = await bytesOf(saveCheckpoint(contentsOf(run)));
    const version = crypto.randomUUID();
    const steps = new Map(this.#models);
    const dropped = (this.#saved?.kept ?? []).map(({ step }) => step).filter((step) => !this.has(step));
    return async () => {
      const text = this.#saved === undefined ? this.#text : undefined;
      await this.#store.save({ state, version, checkpoint, text, steps, dropped });
      this.#saved = { version, step: state.progress.step, kept: state.kept };
      for (const [step, model] of steps) if (this.#models.get(step) === model) this.#models.delete(step);
    };
  }
}
