import { effect } from '@preact/signals';
import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { followed, justEnded, run, session } from '../../../session/session.ts';
import type { RunState } from '../../../run/run-state.ts';
import { isChanged } from './is-changed.ts';
import { StatusLine } from './status-line.tsx';
import './run-controls.css';

/** The next thing to do, a single step, and a new start. On phones they stay at the lower edge. */
export function RunControls() {
  const state = run.value;
  const { label, act } = nextThing(state);
  const isTraining = state?.status === 'training';
  const canStep = state !== undefined && !['failed', 'elsewhere', 'model'].includes(state.status);
  return (
    <div class="run-controls">
      <div class="run-bar">
        <Button kind="filled" disabled={act === undefined} onClick={() => void act?.()}>
          {label}
        </Button>
        <div class="run-bar-more">
          <Button
            hint="Train a single step, and see what it changes."
            disabled={!canStep || isTraining}
            onClick={() => void session.step()}
          >
            One step
          </Button>
          <Button
            hint="Start again with a model that has learned nothing. This run stays in the list."
            disabled={state === undefined || state.progress.step === 0}
            onClick={() => void startOver()}
          >
            Start over
          </Button>
        </div>
        <StatusLine />
      </div>
    </div>
  );
}

/** What the large button says and does; it does nothing if nothing can be done. */
function nextThing(state: RunState | undefined): { readonly label: string; readonly act?: () => Promise<void> } {
  if (state === undefined) return { label: 'Train', act: startSoon };
  if (state.status === 'training' || state.id === justEnded.value)
    return { label: 'Pause', act: () => session.pause() };
  if (isChanged.value || state.status === 'failed') return { label: 'Train a new run', act: trainAnew };
  const start = () => session.start();
  if (state.id === followed.value?.id) return { label: 'Continue with a copy here', act: start };
  if (state.status === 'elsewhere') return { label: 'In use in another tab' };
  if (state.status === 'model') return { label: 'Train a new run', act: trainAnew };
  if (state.status === 'paused') return { label: 'Continue', act: start };
  if (state.status === 'ready') return { label: 'Train', act: start };
  const { steps } = state.settings;
  return { label: steps === null ? 'Train more' : `Train ${formatCount(steps)} more`, act: start };
}

/** Without the pause, the run in front would go on in the background. */
async function startOver(): Promise<void> {
  if (run.value?.status === 'training') await session.pause();
  await session.reset();
}

async function trainAnew(): Promise<void> {
  if (await session.reset()) await session.start();
}

/** Trains when there is a run: the button is there before the worker. */
function startSoon(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (run.value === undefined) return;
      queueMicrotask(() => {
        stop();
        resolve(session.start());
      });
    });
  });
}
