import { effect, signal } from '@preact/signals';
import { run } from './signals.ts';

/** How long a run has just ended, in milliseconds: longer than it takes to see that it has, and not to press. */
const MOMENT_MS = 500;

/**
 * The id of the run in front if its training has just come to its end by itself. Who presses the button then means what
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
