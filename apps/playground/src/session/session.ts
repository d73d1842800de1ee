import { sentenceOf } from '../design/format/sentence-of.ts';
import { notify } from './notices.ts';
import { PageSession } from './page-session.ts';
import type { UserActions } from './user-actions.ts';

export { rememberLeftRun } from './left-run.ts';
export { followed, type FollowedFile } from './follow.ts';
export { justEnded } from './just-ended.ts';
export {
  chosenStep,
  config,
  currentId,
  droppedText,
  hoveredId,
  isMaking,
  newestStep,
  notices,
  run,
  runs,
} from './signals.ts';

const page = new PageSession();

/** What a user can do, from any view. */
export const session: UserActions = page;

/**
 * Opens the run of the address or the last one that is kept, or makes one. Call it after the first paint.
 *
 * @param views the ids of the views, the first of which needs no name in the address
 */
export async function openSession(views: readonly string[]): Promise<void> {
  try {
    await page.open(views);
  } catch (error) {
    notify('error', `${sentenceOf(error)} Reload the page, or open it in another browser.`);
  }
}
