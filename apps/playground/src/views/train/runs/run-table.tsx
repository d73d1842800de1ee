import { computed, signal } from '@preact/signals';
import { Button } from '../../../design/button.tsx';
import { formatLoss } from '../../../design/format/format-loss.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import type { RunState } from '../../../run/run-state.ts';
import { currentId, hoveredId, rememberLeftRun, runs, session } from '../../../session/session.ts';
import { comparableLine } from '../curve/comparable-line.ts';
import { lossAt } from '../curve/loss-at.ts';
import { readingStep } from '../curve/reading-step.ts';
import { overlaid, toggleOverlaid } from './overlaid.ts';
import { runNames, type RunName } from './run-names.ts';
import { RunSwatch } from './run-swatch.tsx';
import './run-table.css';

/** How long a run that was removed can be brought back, in milliseconds. */
const UNDO = 10_000;

/** A run that leaves the table and is deleted when its time is over. */
interface Leaving {
  readonly id: string;
  readonly name: string;
  readonly timer: number;
  readonly wasFront: boolean;
}
const leaving = signal<Leaving | undefined>(undefined);

addEventListener('pagehide', () => {
  if (leaving.peek() !== undefined) rememberLeftRun(leaving.peek()?.id);
});
addEventListener('pageshow', () => {
  if (leaving.peek() !== undefined) rememberLeftRun(undefined); // the page came back as it was
});

const shownRuns = computed(() => runs.value.filter(({ id }) => id !== leaving.value?.id));

/** Names need no new look while losses change. Of the settings of a run, only its length does. */
const namedBy = computed(() => shownRuns.value.map(({ id, settings }) => `${id} ${settings.steps}`).join());
const names = computed(() => (namedBy.value === '' ? new Map<string, RunName>() : runNames(shownRuns.peek())));

/** All runs, the newest first, each with what differs from the others. */
export function RunTable() {
  const step = readingStep.value;
  const rows = shownRuns.value;
  return (
    <Section title="Runs" aside={<span>{step === undefined ? 'loss' : `loss at step ${formatCount(step)}`}</span>}>
      {rows.length === 0 ? (
        <p class="explained">Your runs appear here. Press Train to start the first.</p>
      ) : (
        <ul class="runs scrolls">
          {rows.map((run) => (
            <Row key={run.id} run={run} step={step} />
          ))}
        </ul>
      )}
      {rows.length === 1 && (
        <p class="explained runs-note">Change a setting and train again: you can compare both curves here.</p>
      )}
      <Undo />
    </Section>
  );
}

function Row({ run, step }: { readonly run: RunState; readonly step: number | undefined }) {
  const { id } = run;
  const isFront = id === currentId.value;
  const slot = overlaid.value.get(id);
  const name = names.value.get(id);
  const loss = lossOf(run, step);
  const hover = (isOver: boolean) => () => {
    hoveredId.value = isOver ? id : undefined;
  };
  return (
    <li
      class={[isFront && 'front', hoveredId.value === id && 'hovered'].filter(Boolean).join(' ')}
      onPointerEnter={hover(true)}
      onPointerLeave={hover(false)}
      onFocusIn={hover(true)}
      onFocusOut={hover(false)}
    >
      {isFront ? (
        <span class="run-mark">
          <RunSwatch isFront slot={undefined} />
        </span>
      ) : (
        <label class="run-mark" title="Show its curve too">
          <input
            type="checkbox"
            class="spoken"
            aria-label={`Show the curve of ${name?.text ?? 'this run'}`}
            checked={slot !== undefined}
            onChange={() => {
              toggleOverlaid(id);
            }}
          />
          <RunSwatch isFront={false} slot={slot} />
        </label>
      )}
      <button
        type="button"
        class="run-name"
        aria-current={isFront}
        title={name?.full}
        onClick={() => {
          if (!isFront) void session.select(id);
        }}
      >
        <span>{name?.text}</span>
      </button>
      <button
        type="button"
        class="run-remove"
        aria-label={`Remove ${name?.text ?? 'this run'}`}
        title="Remove"
        disabled={run.status === 'training'}
        onClick={() => {
          leave(run, name?.text ?? 'the run');
        }}
      >
        ×
      </button>
      <span class="run-loss">{loss === undefined ? '–' : formatLoss(loss)}</span>
    </li>
  );
}

function Undo() {
  const left = leaving.value;
  return (
    <p class="runs-undo" role="status">
      {left !== undefined && (
        <>
          <span class="explained">Removed “{left.name}”.</span>{' '}
          <Button
            kind="text"
            onClick={() => {
              clearTimeout(left.timer);
              leaving.value = undefined;
              if (left.wasFront) void session.select(left.id);
            }}
          >
            Undo
          </Button>
        </>
      )}
    </p>
  );
}

/** Takes a run out of the table, and deletes it after a while. Another that waits for that is deleted now. */
function leave({ id }: RunState, name: string): void {
  const before = leaving.value;
  if (before !== undefined) {
    clearTimeout(before.timer);
    void session.remove(before.id);
  }
  const timer = window.setTimeout(() => {
    void session.remove(id).finally(() => {
      if (leaving.value?.id === id) leaving.value = undefined;
    });
  }, UNDO);
  leaving.value = { id, name, timer, wasFront: id === currentId.value };
  if (hoveredId.value === id) hoveredId.value = undefined;
  if (overlaid.value.has(id)) toggleOverlaid(id);
  const next = shownRuns.value[0] as RunState | undefined;
  if (id === currentId.value && next !== undefined) void session.select(next.id);
}

/** The loss that stands for a run: now, or at the step under the pointer. */
function lossOf(run: RunState, step: number | undefined): number | undefined {
  if (step === undefined) return run.validationLoss ?? run.loss;
  const { x, y } = comparableLine(run);
  return lossAt(x, y, step);
}
