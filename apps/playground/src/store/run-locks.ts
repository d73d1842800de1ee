const PREFIX = 'microgpt/run/';

/**
 * The locks that keep two tabs from training the same run. The browser releases those of a tab that is closed or crashes.
 *
 * Every lock is free without the Web Locks of a secure page, and where the browser denies them with all other storage: such a
 * page shares no run with other tabs.
 */
export class RunLocks {
  readonly #held = new Map<string, { readonly release: () => void; readonly released: Promise<unknown> }>();

  /** Takes the lock of a run. Returns whether no other tab trains it. */
  async hold(id: string): Promise<boolean> {
    const locks = managerOf();
    if (locks === undefined || this.#held.has(id)) return true;
    try {
      while (!(await this.#request(locks, id))) if ((await lockedRuns()).has(id)) return false;
    } catch (error) {
      if (!isDenied(error)) throw error;
    }
    return true;
  }

  /** Takes the lock if nobody has it, not even one of {@link whenFree} for a moment. Returns whether it did. */
  #request(locks: LockManager, id: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const { promise: isOver, resolve: release } = withResolvers();
      const use = (lock: Lock | null): Promise<void> | undefined => {
        if (lock !== null) this.#held.set(id, { release, released });
        resolve(lock !== null);
        return lock === null ? undefined : isOver;
      };
      const released: Promise<unknown> = locks.request(PREFIX + id, { ifAvailable: true }, use);
      released.catch(reject);
    });
  }

  /** Gives the lock of a run back, if it is held. */
  async release(id: string): Promise<void> {
    const held = this.#held.get(id);
    this.#held.delete(id);
    held?.release();
    await held?.released;
  }
}

/** A promise, and the function that resolves it. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Resolves when no tab trains a run. */
export async function whenFree(id: string): Promise<void> {
  await managerOf()
    ?.request(PREFIX + id, { mode: 'shared' }, () => undefined)
    .catch(emptyIfDenied);
}

/** The runs that any tab, this one too, trains now. */
export async function lockedRuns(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await managerOf()?.query().catch(emptyIfDenied)) ?? {};
  const names = held.filter(({ mode }) => mode === 'exclusive').map(({ name = '' }) => name);
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}

/** Whether the browser keeps nothing for this page, as where all cookies are blocked. */
function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError';
}

function emptyIfDenied(error: unknown): undefined {
  if (!isDenied(error)) throw error;
}

function managerOf(): LockManager | undefined {
  return 'locks' in navigator ? navigator.locks : undefined;
}
