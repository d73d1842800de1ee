import { computed, useSignal, useSignalEffect } from '@preact/signals';
import { evaluatedTokens } from '@microgpt/run';
import { followed, run } from '../../../session/session.ts';
import { shownWords } from '../words/shown-words.ts';
import { findingOf, type Finding as What } from './finding-of.ts';
import { statusNote } from './status-note.ts';
import './finding.css';

const preparing: What = {
  tone: 'wait',
  title: 'One moment.',
  text: 'The page is creating the first model. Then press Train and watch it learn.',
};

const incomparable: What = {
  tone: 'wait',
  title: 'Nothing to compare with.',
  text: 'The page does not have the text of this run, so it cannot say what the loss means. Open the text to change that.',
};

const finding = computed<What>(() => {
  const front = run.value;
  if (front === undefined) return preparing;
  const { baselines } = front;
  const note = front.id === followed.value?.id ? undefined : statusNote(front);
  if (note !== undefined) return note;
  return baselines === undefined
    ? incomparable
    : findingOf(
        { ...front, baselines, evaluatedTokens: evaluatedTokens(front.settings, front.data) },
        shownWords.value,
      );
});

/** A sentence on whether the curve is normal. It is read aloud when training stops, not at each step. */
export function Finding() {
  const spoken = useSignal('');
  useSignalEffect(() => {
    const { title, text } = finding.value;
    const status = run.value?.status;
    if (status !== undefined && status !== 'training' && status !== 'ready') spoken.value = `${title} ${text}`;
  });
  const { tone, title, text } = finding.value;
  return (
    <section class="section finding-room" aria-label="How it is going">
      <p key={`${title} ${text}`} class={`finding ${tone}`}>
        <b>{title}</b> {text}
      </p>
      <p class="spoken" role="status">
        {spoken}
      </p>
    </section>
  );
}
