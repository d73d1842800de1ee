import { formatCount } from '../../../design/format/format-count.ts';
import { run } from '../../../session/session.ts';
import { pinnedStep } from './pinned-step.ts';
import './step-picker.css';

/** Chooses a step of the curve without a pointer: the arrow keys move it, Escape ends it. It is seen only while it has the focus. */
export function StepPicker({ end }: { readonly end: number }) {
  const last = run.value?.progress.step ?? 0;
  const step = pinnedStep.value;
  return (
    <div class="curve-plot step-picker">
      {step !== undefined && <span class="step-pinned" style={{ insetInlineStart: `${(100 * step) / end}%` }} />}
      <input
        type="range"
        min={1}
        max={Math.max(1, last)}
        value={step ?? last}
        disabled={last === 0}
        aria-label="A step of the curve, to see what it learned from"
        aria-valuetext={step === undefined ? 'no step' : `step ${formatCount(step)}`}
        onInput={({ currentTarget }) => {
          pinnedStep.value = Number(currentTarget.value);
        }}
        onKeyDown={({ key }) => {
          if (key === 'Escape') pinnedStep.value = undefined;
        }}
      />
    </div>
  );
}
