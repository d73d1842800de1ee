import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { followed, isMaking, run, type FollowedFile } from '../../../session/session.ts';
import type { RunState } from '../../../run/run-state.ts';
import { isChanged, takeBack } from './is-changed.ts';

/** Where the run in front is, in a line that is always there. */
export function StatusLine() {
  const state = run.value;
  const isNext = isChanged.value;
  if (isMaking.value) return <p class="run-status usual">Creating a new model …</p>;
  return (
    <p class={isNext || state?.status === 'elsewhere' || state?.status === 'model' ? 'run-status' : 'run-status usual'}>
      {isNext ? 'Your changes apply to a new run.' : state === undefined ? 'One moment …' : statusOf(state)}{' '}
      {isNext && (
        <Button kind="text" onClick={takeBack}>
          Undo
        </Button>
      )}
    </p>
  );
}

function statusOf({ id, status, progress, settings }: RunState): string {
  const step = formatCount(progress.step);
  const of = settings.steps === null ? '' : ` of ${formatCount(settings.steps)}`;
  switch (status) {
    case 'ready':
      return 'It has learned nothing yet.';
    case 'training':
      return `Step ${step}${of}`;
    case 'paused':
      return `Paused at step ${step}${of}`;
    case 'done':
      return `Done: ${step} steps`;
    case 'failed':
      return `Stopped at step ${step}`;
    case 'elsewhere':
      return followed.value?.id === id
        ? statusOfFile(followed.value, `step ${step}${of}`)
        : 'This run is open in another tab.';
    case 'model':
      return 'This model cannot be trained here.';
  }
}

function statusOfFile({ name, status }: FollowedFile, step: string): string {
  switch (status) {
    case 'growing':
      return `microgpt train is still writing this file: ${step}`;
    case 'still':
      return `${name}, ${step}`;
    case 'lost':
      return `${name}, ${step}. microgpt open has stopped: start it again to follow the file.`;
  }
}
