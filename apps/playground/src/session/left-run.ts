const KEY = 'microgpt/left-run';

/**
 * Remembers a run that was removed but not yet deleted when its page was closed. The next page deletes it before it lists the runs.
 *
 * @param id undefined to forget it
 */
export function rememberLeftRun(id: string | undefined): void {
  try {
    if (id === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // A browser that stores nothing has no runs either.
  }
}

/** The run that the last page left behind; undefined for none. */
export function leftRun(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
