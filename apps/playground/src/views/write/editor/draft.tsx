import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { moveBack, moveOn, moveTo, takeToken, typeText } from '../state/actions.ts';
import { facts, words } from '../state/facts.ts';
import { active, activePlace, next } from '../state/next.ts';
import { textBefore, tree } from '../state/tree.ts';

/** The id of the list of candidates, which the input controls. */
export const candidatesId = 'write-candidates';

interface Props {
  readonly input: RefObject<HTMLInputElement | null>;
}

/**
 * The place of the cursor, where the user types.
 *
 * A model of letters takes each at once. One whose tokens are pieces of words takes what was typed with Enter, because it divides
 * the whole. Without a draft, arrow up and down choose a candidate, Enter takes it, arrow left and right go back and on.
 */
export function Draft({ input }: Props) {
  const draft = useSignal('');
  const isByLetter = facts.value.value?.hasCharacters !== false;
  const isEmpty = tree.value.nodes.length === 0;

  const commit = () => {
    const text = draft.value;
    draft.value = '';
    if (text !== '') void typeText(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const act = draft.value === '' ? keys[event.key] : event.key === 'Enter' ? commit : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <input
      ref={input}
      class={isEmpty ? 'draft empty' : 'draft'}
      role="combobox"
      aria-label={`Your ${words.value.text}: type, or choose what comes next`}
      aria-expanded="true"
      aria-controls={candidatesId}
      aria-activedescendant={optionId(activePlace.value)}
      aria-autocomplete="list"
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      placeholder={isEmpty ? 'type a beginning' : ''}
      size={isEmpty ? 16 : Math.max(1, draft.value.length)}
      value={draft.value}
      onInput={(event) => {
        draft.value = event.currentTarget.value;
        if (isByLetter && !event.isComposing) commit();
      }}
      onCompositionEnd={() => {
        if (isByLetter) commit();
      }}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}

/** The id of the candidate at a place of the list. */
export function optionId(place: number): string {
  return `${candidatesId}-${place}`;
}

const keys: Readonly<Record<string, (() => void) | undefined>> = {
  ArrowDown: () => {
    moveActive(1);
  },
  ArrowUp: () => {
    moveActive(-1);
  },
  ArrowLeft: () => {
    const parent = textBefore.peek().at(-1)?.parent;
    if (textBefore.peek().length > 0) moveTo(parent);
  },
  ArrowRight: moveOn,
  Backspace: moveBack,
  Home: () => {
    moveTo(undefined);
  },
  End: () => {
    moveTo(tree.peek().tip);
  },
  Enter: () => {
    const candidate = active.peek();
    if (candidate) takeToken({ ...candidate, probability: candidate.before });
  },
};

function moveActive(places: number): void {
  const count = next.peek().value?.first.length ?? 0;
  if (count > 0) activePlace.value = (activePlace.peek() + places + count) % count;
}
