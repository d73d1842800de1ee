import { ChoiceSetting } from '../../design/choice-setting.tsx';
import { formatBytes } from '../../design/format/format-bytes.ts';
import { formatCount } from '../../design/format/format-count.ts';
import { Section } from '../../design/section.tsx';
import { TextInput } from '../../design/text-input.tsx';
import { run, runs, session } from '../../session/session.ts';
import { StepSlider } from '../../steps/step-slider.tsx';
import { comparison, text, typed } from './state/inside-state.ts';

/**
 * What the view is about: the text, the run and the step, and what they are compared with.
 *
 * @param note what there is to know about the text
 */
export function LooksAt({ note }: { readonly note: string }) {
  const front = run.value;
  if (front === undefined) return null;
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
          {`Kept steps: ${formatCount(front.kept.length)} (${sizeOf(front.kept)}). All numbers here are computed from their models.`}
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
                someOf(kept).map((step) => ({
                  value: `${id} ${step}`,
                  label:
                    id === front.id
                      ? `step ${formatCount(step)}`
                      : `${dataName}, seed ${settings.seed}, step ${formatCount(step)}`,
                })),
              ),
          ]}
          value={comparison.value === undefined ? '' : `${comparison.value.run} ${comparison.value.step}`}
          onChange={(value) => {
            const [id, step] = value.split(' ');
            comparison.value = value === '' ? undefined : { run: id, step: Number(step) };
          }}
        />
      </Section>
    </>
  );
}

/** Five kept steps of a run, from the first to the last. */
function someOf(kept: readonly { readonly step: number }[]): number[] {
  const places = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (kept.length - 1)));
  return [...new Set(places.map((place) => kept[place].step))];
}

function sizeOf(kept: readonly { readonly bytes: number }[]): string {
  return formatBytes(kept.reduce((sum, { bytes }) => sum + bytes, 0));
}
