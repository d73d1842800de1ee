import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import './tooltip.css';

/** What a {@link Tooltip} is made of. */
export interface TooltipProps {
  /** The term of the field, as in the code: `blockSize`. */
  readonly term?: string | undefined;
  /** One plain sentence. */
  readonly sentence?: string | undefined;
  readonly children: ComponentChildren;
}

/** Shows the term for a word, and a sentence on it, while the word has the pointer or the focus. Escape hides it. */
export function Tooltip({ term, sentence, children }: TooltipProps) {
  const id = useId();
  const hidden = useSignal(false);
  const show = () => {
    hidden.value = false;
  };
  return (
    <span
      class={hidden.value ? 'tooltip-word hidden' : 'tooltip-word'}
      tabIndex={0}
      aria-describedby={id}
      onPointerEnter={show}
      onFocus={show}
      onKeyDown={({ key }) => {
        if (key === 'Escape') hidden.value = true;
      }}
    >
      {children}
      <span class="tooltip" role="tooltip" id={id}>
        {term !== undefined && <code>{term}</code>}
        {term !== undefined && sentence !== undefined && ' '}
        {sentence}
      </span>
    </span>
  );
}
