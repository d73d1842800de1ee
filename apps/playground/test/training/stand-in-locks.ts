/** The Web Locks of a browser, as far as the page uses them, for Node 20, which has none. */
export class StandInLocks {
  readonly #held = new Set<string>();

  async request(name: string, options: LockOptions, use: (lock: Lock | null) => unknown): Promise<unknown> {
    const { mode = 'exclusive' } = options;
    await Promise.resolve(); // as in a browser, which answers later
    if (this.#held.has(name)) return use(null);
    this.#held.add(name);
    try {
      return await use({ name, mode });
    } finally {
      this.#held.delete(name);
    }
  }

  query(): Promise<LockManagerSnapshot> {
    return Promise.resolve({ held: [...this.#held].map((name) => ({ name, mode: 'exclusive' })), pending: [] });
  }

  /** Takes a lock as another tab does. Returns what gives it back. */
  takeElsewhere(name: string): () => void {
    this.#held.add(name);
    return () => this.#held.delete(name);
  }
}
