import { createStore, promisifyRequest } from 'idb-keyval';

/** What to change in one write: either all of it is done, or nothing. */
export interface Changes {
  readonly values: ReadonlyMap<string, unknown>;
  readonly deleted?: readonly string[];
}

/** Why nothing is kept in the browser for the moment. */
export type StorageProblem = 'full' | 'missing';

const DELETED = Symbol('deleted');

/**
 * Values by name in the browser's database. What it cannot take, because it is full, blocked or missing as in some private
 * windows, waits in memory and is read from there. Every later write tries to write it again.
 */
export class KeptValues {
  readonly #database: ReturnType<typeof createStore> | undefined;
  readonly #waiting = new Map<string, unknown>();
  readonly #tell: (problem: StorageProblem | undefined) => void;
  #problem: StorageProblem | undefined;
  /** Whether there is a database: in some private windows it cannot be opened. */
  #hasOpened = false;

  /**
   * @param name of the database
   * @param tell is called when writing begins to fail, and when it works again
   */
  constructor(name: string, tell: (problem: StorageProblem | undefined) => void = () => undefined) {
    this.#tell = tell;
    this.#database = 'indexedDB' in globalThis ? createStore(name, 'values') : undefined;
  }

  /** A value; undefined if there is none. */
  async read(name: string): Promise<unknown> {
    return (await this.readAll([name]))[0];
  }

  /** Several values, of one moment. */
  async readAll(names: readonly string[]): Promise<unknown[]> {
    const saved = await this.#attempt(
      'readonly',
      (values) => Promise.all(names.map((name) => promisifyRequest<unknown>(values.get(name)))),
      [],
    );
    return names.map((name, i) => {
      const waiting = this.#waiting.get(name);
      if (waiting === DELETED) return undefined;
      return waiting ?? saved[i];
    });
  }

  /** The names of all values that begin so. */
  async namesOf(beginning: string): Promise<string[]> {
    const range = rangeOf(beginning);
    const saved = await this.#attempt(
      'readonly',
      (values) => promisifyRequest(values.getAllKeys(range)) as Promise<string[]>,
      [],
    );
    const names = new Set(saved);
    for (const [name, value] of this.#waiting) {
      if (!name.startsWith(beginning)) continue;
      if (value === DELETED) names.delete(name);
      else names.add(name);
    }
    return [...names];
  }

  /** Writes and deletes values: all at once, in the database or, if it fails, in memory. */
  async write({ values, deleted = [] }: Changes): Promise<void> {
    const changes = new Map<string, unknown>([...values, ...deleted.map((name) => [name, DELETED] as const)]);
    const problem = await this.#commit(changes);
    if (problem !== undefined) {
      for (const [name, value] of changes) this.#waiting.set(name, value);
      this.#note(problem);
      return;
    }
    for (const name of changes.keys()) this.#waiting.delete(name);
    await this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    if (this.#waiting.size === 0) {
      this.#note(undefined);
      return;
    }
    const changes = new Map(this.#waiting);
    const problem = await this.#commit(changes);
    if (problem === undefined) {
      for (const [name, value] of changes) if (this.#waiting.get(name) === value) this.#waiting.delete(name);
    }
    this.#note(problem);
  }

  /** Writes in one transaction. Returns why it failed; then nothing is written. */
  async #commit(changes: ReadonlyMap<string, unknown>): Promise<StorageProblem | undefined> {
    if (this.#database === undefined) return 'missing';
    try {
      await this.#database('readwrite', (values) => {
        this.#hasOpened = true;
        for (const [name, value] of changes) {
          if (value === DELETED) values.delete(name);
          else values.put(value, name);
        }
        return promisifyRequest(values.transaction);
      });
      return undefined;
    } catch (error) {
      return (error as Error | null)?.name === 'QuotaExceededError' ? 'full' : 'missing';
    }
  }

  /** @throws what reading throws if there is a database: then the values are not missing */
  async #attempt<T>(mode: IDBTransactionMode, use: (values: IDBObjectStore) => Promise<T>, otherwise: T): Promise<T> {
    const reading = this.#database?.(mode, (values) => {
      this.#hasOpened = true;
      return use(values);
    });
    try {
      return (await reading) ?? otherwise;
    } catch (error) {
      if (this.#hasOpened) throw error;
      return otherwise; // there is no database here: what was written is in memory
    }
  }

  #note(problem: StorageProblem | undefined): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#tell(problem);
  }
}

/** All names that begin so, in the order of UTF-16. */
function rangeOf(beginning: string): IDBKeyRange | undefined {
  return 'IDBKeyRange' in globalThis ? IDBKeyRange.bound(beginning, `${beginning}\uffff`) : undefined;
}
