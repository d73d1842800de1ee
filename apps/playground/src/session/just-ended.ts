import { effect, signal } from '@preact/signals';
import { run } from './signals.ts';

/** How long a run counts as just ended, in milliseconds: long enough to notice the end and not press. */
const MOMENT_MS = 500;

/**
 * The id of the run in front if its training has just ended by itself. A user who presses the button now still means what
 * it said before: Pause.
 */
export const justEnded = signal<string | undefined>(undefined);

let training: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const { id, status } = run.value ?? {};
  const hasEnded = id === training && (status === 'done' || status === 'failed');
  training = status === 'training' ? id : undefined;
  if (!hasEnded || id === undefined) return;
  justEnded.value = id;
  clearTimeout(timer);
  timer = setTimeout(() => {
    justEnded.value = undefined;
  }, MOMENT_MS);
});
