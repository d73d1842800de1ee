import type { StorageProblem } from '../store/kept-values.ts';
import { dismiss, notify } from './notices.ts';
import { lastSaved, type SavedStep } from './signals.ts';

/** What the user should know of the browser's storage for this page. */
export class BrowserStorage {
  #problem: StorageProblem | undefined;
  #notice: number | undefined;
  #hasAskedToPersist = false;

  /** A run was saved. */
  saved(step: SavedStep): void {
    if (this.#problem === undefined) lastSaved.value = step;
    void this.#askToPersist();
  }

  /** Shows a notice that nothing can be kept any more, or removes it. */
  tell(problem: StorageProblem | undefined): void {
    this.#problem = problem;
    dismiss(this.#notice);
    this.#notice = undefined;
    if (problem === undefined) return;
    lastSaved.value = undefined;
    const [what, remedy] =
      problem === 'full'
        ? ['The browser’s storage for this page is full', ', or delete runs that you no longer need']
        : ['This browser cannot store anything for this page', ''];
    this.#notice = notify(
      'note',
      `${what}, so you lose your runs when you close the page. Download what you want to keep${remedy}.`,
    );
  }

  /** Asks the browser once not to delete what is kept when the disk is full. Some ask the user, so not before there is a run. */
  async #askToPersist(): Promise<void> {
    if (this.#hasAskedToPersist || !('storage' in navigator)) return;
    this.#hasAskedToPersist = true;
    await navigator.storage.persist().catch(() => false);
  }
}
