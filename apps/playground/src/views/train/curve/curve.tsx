import { computed, effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import { chosenStep, run } from '../../../session/session.ts';
import { shownWords } from '../words/shown-words.ts';
import { curvePicture } from './curve-picture.ts';
import { drawCurve } from './draw-curve.ts';
import { curveSummary } from './curve-summary.ts';
import { pinnedStep } from './pinned-step.ts';
import { Reading } from './reading.tsx';
import { readingStep } from './reading-step.ts';
import { ReferenceLines } from './reference-lines.tsx';
import { StepPicker } from './step-picker.tsx';
import './curve.css';

/** The summary in words is written anew after so long, in milliseconds: often enough to be right, too seldom to disturb. */
const SUMMARY_EVERY = 2000;

/** Whether there is something to draw: a page that opens without it does not load the code that draws. */
const hasCurve = computed(() => {
  const picture = curvePicture.value;
  return picture !== undefined && (picture.raw.x.length > 0 || picture.others.length > 0);
});

/** How surprised the model was by each letter, step by step. */
export function Curve() {
  const { unit } = shownWords.value;
  return (
    <Section title={`Surprise per ${unit} (loss)`} aside={<Reading />}>
      <div class="curve">
        <ReferenceLines />
        <Chart />
        <ChosenLine />
        <StepPicker end={curvePicture.value?.end ?? 1} />
      </div>
      <Steps />
    </Section>
  );
}

/** The canvas. What it shows changes by signals alone; it is rendered once. */
function Chart() {
  const box = useRef<HTMLDivElement>(null);
  const summary = useSignal('Loss by step');
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const stop = effect(() => {
      if (!hasCurve.value || box.current === null) return undefined;
      return drawCurve(box.current, (reason) => {
        problem.value = reason;
      });
    });
    const tell = () => {
      const front = run.peek();
      if (front !== undefined) summary.value = curveSummary(front, shownWords.peek());
    };
    tell();
    const timer = setInterval(tell, SUMMARY_EVERY);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return (
    <>
      <div ref={box} class="curve-canvas" role="img" aria-label={summary.value} onClick={pin} />
      {problem.value !== undefined && <p class="curve-plot explained">{problem.value}</p>}
    </>
  );
}

/** Chooses the step under the pointer, or no step if it is chosen already. */
function pin(): void {
  const step = readingStep.peek();
  pinnedStep.value = step === pinnedStep.value ? undefined : step;
}

/** Where the chosen step is. */
function ChosenLine() {
  const step = chosenStep.value;
  const end = curvePicture.value?.end;
  if (step === undefined || end === undefined) return null;
  return (
    <div class="curve-plot curve-chosen" aria-hidden="true">
      <span style={{ insetInlineStart: `${(100 * step) / end}%` }} />
    </div>
  );
}

/** The axis of steps: its beginning, its middle and its end, which stay while the curve grows. */
function Steps() {
  const end = curvePicture.value?.end;
  return (
    <p class="curve-steps" aria-hidden="true">
      <span>0</span>
      <span>{end !== undefined && end > 1 ? formatCount(Math.round(end / 2)) : ''}</span>
      <span>{end === undefined ? 'steps' : `${formatCount(end)} steps`}</span>
    </p>
  );
}
