import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { run, session } from '../../../session/session.ts';
import { StepSlider } from '../../../steps/step-slider.tsx';
import { letter, spokenLetter } from '../part/letter.ts';
import { chosenPlace, typed } from '../state/choices.ts';
import { fitting, placeIn, type Reading } from '../state/reading.ts';
import './looked-at.css';

/** What {@link LookedAt} shows. */
export interface LookedAtProps {
  readonly reading: Reading | undefined;
  readonly problem: string | undefined;
}

/** The text, its letters, and the step: everything that the numbers on the page are about. */
export function LookedAt({ reading, problem }: LookedAtProps) {
  const front = run.value;
  if (front === undefined) return null;
  const { progress, status } = front;
  return (
    <section class="looked-at" aria-label="What the numbers are about">
      <input
        class="looked-input written"
        aria-label="The text that the numbers are about"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={typed.value ?? reading?.text ?? ''}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
        }}
      />
      {reading !== undefined && <Letters reading={reading} />}
      <div class="looked-step">
        <StepSlider />
        <p class="explained">
          <span aria-live="polite">{problem}</span>{' '}
          {problem !== undefined && reading !== undefined && `The numbers are still those of “${reading.text}”.`}{' '}
          {problem === undefined && (reading === undefined ? '…' : aboutStep(reading))}{' '}
          {typed.value !== undefined && (
            <Button
              kind="text"
              onClick={() => {
                typed.value = undefined;
              }}
            >
              Back to the text of the step
            </Button>
          )}{' '}
          {progress.step === 0 && status === 'ready' && (
            <Button kind="text" onClick={() => void session.start()}>
              Train it
            </Button>
          )}
        </p>
      </div>
    </section>
  );
}

/** Which step it is, and what else there is to know about the text. */
function aboutStep({ model: { step }, inspected: { tokens } }: Reading): string {
  const own = typed.value;
  const where = `Step ${formatCount(step)}, letter “${letter(tokens[placeIn(tokens)])}”`;
  if (own !== undefined && fitting(own) !== own)
    return `${where}. Only the first ${Array.from(fitting(own)).length} letters of your text fit here.`;
  if (step === 0) return `${where}. This model has learned nothing yet.`;
  return own === undefined ? `${where}. Choose another letter, and all numbers follow.` : `${where}.`;
}

/** The letters of the text, of which one is chosen: the last one that the model has read. */
function Letters({ reading: { inspected } }: { readonly reading: Reading }) {
  const { tokens } = inspected;
  const place = placeIn(tokens);
  return (
    <div class="looked-letters" role="group" aria-label="The letter that was read last">
      {tokens.map((token, t) => (
        <button
          key={t}
          type="button"
          class={t <= place ? 'looked-letter written read' : 'looked-letter written'}
          aria-pressed={t === place}
          aria-label={token.kind === 'end' ? 'the beginning' : spokenLetter(token)}
          onClick={() => {
            chosenPlace.value = t;
          }}
        >
          {letter(token)}
        </button>
      ))}
    </div>
  );
}
