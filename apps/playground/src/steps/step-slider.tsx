import { computed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { formatCount } from '../design/format/format-count.ts';
import { chosenStep, run } from '../session/session.ts';
import { shownStep } from './shown-step.ts';
import { nearestStep, stepBeside } from './nearest-step.ts';
import { sliderSteps } from './slider-steps.ts';
import './step-slider.css';

/** The steps whose weights are kept. */
const keptSteps = computed(() => run.value?.kept.map(({ step }) => step) ?? []);

/** How many kept steps a key moves; Home and End go to the first and the last. */
const moves: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -5,
  PageUp: 5,
  Home: -Infinity,
  End: Infinity,
};

/**
 * A slider over the kept steps. All views show the model of its step. At the newest step it follows the training.
 *
 * @param end the step at its right end: where training is, unless another one is given
 */
export function StepSlider({
  end = Math.max(1, run.value?.progress.step ?? 0),
}: {
  readonly end?: number | undefined;
}) {
  const isDragged = useRef(false);
  const step = Math.min(shownStep.value, end);
  const kept = keptSteps.value;
  const newest = Math.min(run.value?.progress.step ?? 0, end);
  const steps = sliderSteps(kept, newest);
  const isChosen = chosenStep.value !== undefined;
  const label = `step ${formatCount(step)}${isChosen ? '' : ', the newest'}`;

  const choose = (chosen: number | undefined) => {
    chosenStep.value = chosen === newest ? undefined : chosen;
  };
  return (
    <div class="slider">
      <div class="slider-track">
        <span class="slider-done" style={{ width: `${(100 * step) / end}%` }} />
        {kept.map((each) => (
          <span key={each} class="slider-kept" style={{ insetInlineStart: `${(100 * each) / end}%` }} />
        ))}
      </div>
      <input
        class="slider-input"
        type="range"
        min={0}
        max={end}
        value={step}
        disabled={kept.length === 0}
        aria-label="The step whose model is shown"
        aria-valuetext={label}
        onPointerDown={() => {
          isDragged.current = true;
        }}
        onPointerUp={() => {
          isDragged.current = false;
        }}
        onInput={({ currentTarget }) => {
          const place = Number(currentTarget.value);
          // Assistive technology moves it by one, which is nearest to where it was: it means the next kept step.
          const near = nearestStep(steps, place);
          const isNudge = !isDragged.current && near === step && place !== step;
          choose(isNudge ? stepBeside(steps, step, Math.sign(place - step)) : near);
          currentTarget.value = String(Math.min(shownStep.value, end));
        }}
        onKeyDown={(event) => {
          const places = moves[event.key] as number | undefined;
          if (places === undefined) return;
          event.preventDefault();
          choose(stepBeside(steps, step, places));
        }}
      />
      <p class="slider-note">
        {isChosen ? (
          <Button
            kind="text"
            onClick={() => {
              choose(undefined);
            }}
          >
            Back to the newest
          </Button>
        ) : (
          <span aria-hidden="true">drag to go back</span>
        )}
      </p>
    </div>
  );
}
