import { signal } from '@preact/signals';
import type { RunState } from '../run/run-state.ts';
import { servedFile, type ServedFile } from './served-file.ts';

/** The time between two looks at the file. */
const LOOK_MS = 1000;
/** So many looks in a row fail before the page stops looking. */
const MOST_FAILURES = 3;
/** A run that saves this many times less often than it should has probably stopped. */
const LATE = 3;

/** The file of the command line that this page shows. */
export interface FollowedFile {
  /** The run that shows it. */
  readonly id: string;
  readonly name: string;
  /** `growing`: train is still writing it. `still`: its run has ended or stopped. `lost`: nobody serves it any more. */
  readonly status: 'growing' | 'still' | 'lost';
}

/** The file of the command line that this page shows; undefined if it shows none. */
export const followed = signal<FollowedFile | undefined>(undefined);

/**
 * Shows a file of the command line, and again whenever it has changed, until nobody serves it any more. A hidden page does not look.
 *
 * @param show opens the file as a run, and says what went wrong if it cannot
 * @param again whether to show the file again although it has not changed
 */
export async function follow(
  name: string,
  show: (file: File) => Promise<RunState | undefined>,
  again: () => boolean,
): Promise<void> {
  let tag: string | undefined;
  let changed = -Infinity;
  let state: RunState | undefined;
  let failures = 0;
  while (failures < MOST_FAILURES) {
    if (again()) tag = undefined;
    const served = await servedFile(tag).catch(() => 'failed' as const);
    failures = served === 'failed' ? failures + 1 : 0;
    if (isFile(served)) {
      ({ tag } = served);
      changed = performance.now() - served.age;
      state = (await show(new File([served.file], name))) ?? state;
    }
    if (state) followed.value = { id: state.id, name, status: isGrowing(state, changed) ? 'growing' : 'still' };
    await pause();
  }
  if (state) followed.value = { id: state.id, name, status: 'lost' };
}

function isFile(served: ServedFile | 'failed' | undefined): served is ServedFile {
  return typeof served === 'object';
}

/** Whether train writes the file now, as far as can be told from outside. */
function isGrowing({ progress, settings }: RunState, changed: number): boolean {
  return !progress.done && performance.now() - changed < LATE * settings.saveEvery * 1000 + LOOK_MS;
}

/** Waits until the next look: until the page is visible, and for a while. */
async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  while (document.visibilityState === 'hidden') {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true });
    });
  }
}
