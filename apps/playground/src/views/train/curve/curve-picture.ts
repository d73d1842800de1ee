import { computed } from '@preact/signals';
import type { Baselines } from '@microgpt/run';
import type { RunState } from '../../../run/run-state.ts';
import { hoveredId, run, runs } from '../../../session/session.ts';
import { overlaid } from '../runs/overlaid.ts';
import type { Line } from './align-lines.ts';
import { comparableLine } from './comparable-line.ts';
import { lastStepOf, lossRange, type Range } from './curve-range.ts';
import { smoothedOf } from './smoothed-of.ts';

/** The curve of another run. */
interface OtherLine {
  readonly run: string;
  /** Its color and dash; undefined for a run that is only under the pointer. */
  readonly slot: number | undefined;
  readonly line: Line;
}

/** Everything that the curve shows. */
export interface CurvePicture {
  readonly run: string;
  readonly raw: Line;
  readonly training: Line;
  readonly validation: Line;
  readonly others: readonly OtherLine[];
  /** The step at the right edge. */
  readonly end: number;
  readonly losses: Range;
  /** Undefined if the text is not known here. */
  readonly baselines: Baselines | undefined;
}

/** The runs drawn besides the one in front: those that were chosen, and the one under the pointer. */
const others = computed(() => {
  const front = run.value?.id;
  return runs.value.filter(({ id }) => id !== front && (overlaid.value.has(id) || hoveredId.value === id));
});

/** The curve of the run in front, and of others over it; undefined before there is a run. */
export const curvePicture = computed<CurvePicture | undefined>(() => {
  const front = run.value;
  return front && pictureOf(front, others.value, overlaid.value);
});

/** The picture of a run and others. Other runs widen the axes only if they were chosen: nothing jumps under the pointer. */
function pictureOf(front: RunState, others: readonly RunState[], slots: ReadonlyMap<string, number>): CurvePicture {
  const { history, baselines } = front;
  const training: Line = { x: history.steps, y: smoothedOf(history) };
  const validation: Line = { x: history.evaluatedSteps, y: history.validationLosses };
  const lines = others.map((other) => ({ run: other.id, slot: slots.get(other.id), line: comparableLine(other) }));
  const chosen = others.filter(({ id }) => slots.has(id));
  const visible = [training, validation, ...lines.filter(({ slot }) => slot !== undefined).map(({ line }) => line)];
  return {
    run: front.id,
    raw: { x: history.steps, y: history.losses },
    training,
    validation,
    others: lines,
    end: Math.max(...[front, ...chosen].map(lastStepOf)),
    losses: lossRange(baselines, valuesOf(visible)),
    baselines,
  };
}

function* valuesOf(lines: readonly Line[]): Generator<number> {
  for (const { y } of lines) yield* y;
}
