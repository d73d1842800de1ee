import { Button } from '../../../design/button.tsx';
import { ChoiceSetting } from '../../../design/choice-setting.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import type { RunState } from '../../../run/run-state.ts';
import { chosenStep, run, runs, session } from '../../../session/session.ts';
import { OpenFile } from '../../../models/open-file.tsx';
import { isUntrained, model } from '../state/facts.ts';
import { Slider } from './slider.tsx';

/** Which model writes: of which run, and of which of its kept steps. */
export function WhichModel() {
  const front = run.value;
  const kept = front?.kept ?? [];
  const step = model.value?.step ?? 0;
  const place = Math.max(
    0,
    kept.findLastIndex((one) => one.step <= step),
  );
  const isNewest = chosenStep.value === undefined;
  const isOfOtherProgram = front?.data.sha256 === '';
  return (
    <Section title="Writes with">
      {front !== undefined && runs.value.length > 1 && (
        <ChoiceSetting
          word="run"
          sentence="Choose a run: its model writes with what it has learned. Each run keeps the text you wrote with it."
          choices={runs.value.map((one) => ({ value: one.id, label: one.dataName, sentence: factsOf(one) }))}
          value={front.id}
          onChange={(id) => void session.select(id)}
        />
      )}
      {isOfOtherProgram ? (
        <p class="explained slide-sentence">{`${front.dataName}, a model from a file without its training history.`}</p>
      ) : (
        <Slider
          word="the model at step"
          term=""
          sentence={sentenceFor(step, kept.length)}
          shown={isNewest ? `${formatCount(step)}, the newest` : formatCount(step)}
          min={0}
          max={Math.max(1, kept.length - 1)}
          step={1}
          value={isNewest ? Math.max(1, kept.length - 1) : place}
          onChange={(index) => {
            const last = kept.length - 1;
            chosenStep.value = index >= last ? undefined : kept[index].step;
          }}
        />
      )}
      <p class="model-more">
        {!isUntrained.value && <OpenFile kind="text" />}
        {!isNewest && (
          <Button
            kind="text"
            onClick={() => {
              chosenStep.value = undefined;
            }}
          >
            Back to the newest
          </Button>
        )}
      </p>
    </Section>
  );
}

function sentenceFor(step: number, kept: number): string {
  if (kept < 2 && step === 0)
    return 'It has learned nothing yet, so it guesses. Train it, then use the slider to see how it learned.';
  if (step === 0) return 'Before the first step, it had learned nothing and guessed.';
  return 'Slide back to see how sure the model was of your text at earlier steps.';
}

function factsOf({ parameters, progress, settings }: RunState): string {
  return `${formatCount(parameters)} parameters, ${formatCount(progress.step)} steps, seed ${settings.seed}`;
}
