import type { ComponentChildren } from 'preact';
import { formatPercent } from '../../design/format/format-percent.ts';
import { tokenLabel } from '../../writing/token-label.ts';
import { isWriting } from './state/actions.ts';
import { words } from './state/facts.ts';
import { next } from './state/next.ts';
import { isEnded, textBefore } from './state/tree.ts';
import { piecesOf } from './tree/pieces.ts';

/** The text and what may come next, for screen readers, after each change; while the model writes by itself, only at the end. */
export function Spoken() {
  if (isWriting.value) return <Said>The model is writing.</Said>;
  const text = piecesOf(textBefore.value)
    .map((piece) => piece.text)
    .join('');
  const first = next.value.value?.first.slice(0, 3) ?? [];
  const coming = first.map((one) => `${tokenLabel(one, words.value.text).spoken} ${formatPercent(one.after)}`);
  return (
    <Said>
      {text === '' ? 'Nothing is written.' : `Written: ${text.slice(-80)}.`}{' '}
      {isEnded.value ? 'It has ended. Instead: ' : 'Next: '}
      {coming.join(', ')}.
    </Said>
  );
}

function Said({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="spoken" aria-live="polite">
      {children}
    </p>
  );
}
