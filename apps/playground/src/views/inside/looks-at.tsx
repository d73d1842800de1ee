import { ChoiceSetting } from '../../design/choice-setting.tsx';
import { formatBytes } from '../../design/format/format-bytes.ts';
import { formatCount } from '../../design/format/format-count.ts';
import { Section } from '../../design/section.tsx';
import { TextInput } from '../../design/text-input.tsx';
import { shownModel } from '../../models/shown-model.ts';
import { run, runs, session } from '../../session/session.ts';
import { StepSlider } from '../../steps/step-slider.tsx';
import { comparedModel, comparison, text, typed } from './state/inside-state.ts';

/**
 * What the view is about: the text, the run and the step, and what they are compared with.
 *
 * @param note what there is to know about the text
 */
export function LooksAt({ note }: { readonly note: string }) {
  const front = run.value;
  if (front === undefined) return null;
  const compared = comparedModel.value;
  return (
    <>
      <Section title="Text">
        <TextInput
          label="The text that the model reads"
          value={text.value}
          onChange={(value) => {
            typed.value = value;
          }}
        />
        <p class="explained" aria-live="polite">
          {note}
        </p>
      </Section>
      <Section title="Step">
        <StepSlider />
        <p class="explained">
          {`${stepWords()}Kept steps: ${formatCount(front.kept.length)} (${sizeOf(front.kept)}). All numbers here are computed from their models.`}
        </p>
      </Section>
      <Section title="Compare">
        {runs.value.length > 1 && (
          <ChoiceSetting
            word="run"
            sentence="All views show the models of this run."
            choices={runs.value.map(({ id, dataName, settings, progress }) => ({
              value: id,
              label: `${dataName}, seed ${settings.seed}`,
              sentence: `step ${formatCount(progress.step)}`,
            }))}
            value={front.id}
            onChange={(id) => void session.select(id)}
          />
        )}
        <ChoiceSetting
          word="beside it"
          sentence="Choose a second model to show beside the first, for the same text."
          choices={[
            { value: '', label: 'nothing' },
            ...runs.value
              .filter(({ kept }) => kept.length > 0)
              .flatMap(({ id, dataName, settings, kept }) =>
                someOf(kept, compared?.run === id ? compared.step : undefined).map((step) => ({
                  value: `${id} ${step}`,
                  label:
                    id === front.id
                      ? `step ${formatCount(step)}`
                      : `${dataName}, seed ${settings.seed}, step ${formatCount(step)}`,
                })),
              ),
          ]}
          value={compared === undefined ? '' : `${compared.run} ${compared.step}`}
          onChange={(value) => {
            const [id, step] = value.split(' ');
            comparison.value = value === '' ? undefined : { run: id, step: Number(step) };
          }}
        />
      </Section>
    </>
  );
}

/** Which step the view shows. */
function stepWords(): string {
  const shown = shownModel.value;
  return shown === undefined ? '' : `This is step ${formatCount(shown.step)}. `;
}

/** Five kept steps of a run, from the first to the last, and the chosen one. */
function someOf(kept: readonly { readonly step: number }[], chosen: number | undefined): number[] {
  const places = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (kept.length - 1)));
  const steps = places.map((place) => kept[place].step);
  return [...new Set(chosen === undefined ? steps : [...steps, chosen])].sort((a, b) => a - b);
}

function sizeOf(kept: readonly { readonly bytes: number }[]): string {
  return formatBytes(kept.reduce((sum, { bytes }) => sum + bytes, 0));
}
