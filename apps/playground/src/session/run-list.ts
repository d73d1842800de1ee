import { lockedRuns, whenFree } from '../store/run-locks.ts';
import { RunStore } from '../store/run-store.ts';
import type { RunState } from '../run/run-state.ts';
import { Latest } from './latest.ts';
import { servedFileName } from './served-file.ts';
import { SHOWN } from './shown-run.ts';
import { runs } from './signals.ts';

/**
 * The runs of the page: those of this tab as its worker tells of them, and all others as the store holds them, and as the locks
 * of other tabs say.
 */
export class RunList {
  /** For reading: only the worker writes. */
  readonly #store = new RunStore();
  readonly #refreshing = new Latest();
  /** The runs that this tab made, opened or trained last: its worker knows more of them than the store. */
  readonly #own = new Set<string>();
  /** The runs that trained when their tab was closed or crashed. */
  readonly #cutOff = new Set<string>();
  /** The runs of other tabs that this one waits for. */
  readonly #awaited = new Set<string>();

  /** A run by its id; undefined if it is not in the list. */
  find(id: string | undefined): RunState | undefined {
    return runs.value.find((state) => state.id === id);
  }

  /** Whether a run trained when its tab was closed or crashed. */
  isCutOff(id: string): boolean {
    return this.#cutOff.has(id);
  }

  /** From now on, this tab's worker knows most about a run. */
  own(id: string): void {
    this.#own.add(id);
  }

  /** From now on, the store knows most about these runs. */
  disown(ids: readonly string[]): void {
    for (const id of ids) this.#own.delete(id);
  }

  /** Puts in what is known of a run: in its place, or in front of all others. */
  put(state: RunState): void {
    const before = this.find(state.id);
    runs.value = before ? runs.value.map((each) => (each === before ? state : each)) : [state, ...runs.value];
  }

  /** Takes runs out. */
  remove(ids: readonly string[]): void {
    runs.value = runs.value.filter(({ id }) => !ids.includes(id));
    this.disown(ids);
  }

  /** The worker is gone: what trained is paused at its last save. */
  pauseAll(): void {
    this.#own.clear();
    runs.value = runs.value.map((state) => (state.status === 'training' ? { ...state, status: 'paused' } : state));
  }

  /** Reads again what is kept, and which runs other tabs train. If that cannot be read, what is known stays. */
  async refresh(): Promise<void> {
    await this.#refreshing.do(async (isCurrent) => {
      const known = new Set(runs.value.map(({ id }) => id));
      const read = await Promise.all([this.#store.runs(), lockedRuns()]).catch(() => undefined);
      if (read && isCurrent()) this.#take(...read, known);
    });
    await this.#refreshing.done; // by a later call, if there is one
  }

  /**
   * Takes over what was read.
   *
   * @param known the runs in the list when reading began: later ones stay
   */
  #take(kept: readonly RunState[], locked: ReadonlySet<string>, known: ReadonlySet<string>): void {
    const own = runs.value.filter(({ id }) => this.#own.has(id) || !known.has(id));
    const isServed = servedFileName() !== undefined;
    const others = kept
      .filter(({ id }) => !own.some((state) => state.id === id))
      .map((state) => asSeenHere(state, locked.has(state.id) || (isServed && state.id === SHOWN)));
    for (const { id, status } of kept) if (status === 'training' && !locked.has(id)) this.#cutOff.add(id);
    runs.value = [...own, ...others].sort((a, b) => b.created - a.created);
    for (const { id } of others) if (locked.has(id)) void this.#await(id);
  }

  /** Waits until no other tab trains a run, because it was paused, or its tab was closed. */
  async #await(id: string): Promise<void> {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    await whenFree(id);
    this.#awaited.delete(id);
    await this.refresh();
  }
}

/** A kept run as this tab sees it: another one trains it, or nobody does. */
function asSeenHere(state: RunState, isElsewhere: boolean): RunState {
  if (isElsewhere) return { ...state, status: 'elsewhere' };
  return state.status === 'training' ? { ...state, status: 'paused' } : state;
}
