import type { RefObject } from 'preact';
import { Button } from '../../../design/button.tsx';
import { lookInto } from '../../../inspecting/look-into.ts';
import {
  beginAnew,
  isWriting,
  letItChoose,
  moveBack,
  problem,
  stopWriting,
  writeAnother,
  writeOn,
} from '../state/actions.ts';
import { isUntrained, model, words } from '../state/facts.ts';
import { next } from '../state/next.ts';
import { isEnded, textAfter, textBefore, tree } from '../state/tree.ts';

interface Props {
  readonly input: RefObject<HTMLInputElement | null>;
}

/** What the model or the user does next. */
export function Actions({ input }: Props) {
  const isOver = isEnded.value;
  const isBusy = isWriting.value;
  const trouble = problem.value ?? next.value.problem;
  return (
    <>
      <div class="editor-actions">
        <span class="editor-main">
          {isBusy ? (
            <Button kind="filled" onClick={stopWriting}>
              Stop
            </Button>
          ) : (
            <Button
              kind={isUntrained.value ? 'plain' : 'filled'}
              onClick={() => void (isOver ? writeAnother() : writeOn())}
            >
              {isOver ? 'Write another' : 'Keep writing'}
            </Button>
          )}
        </span>
        <Button disabled={isOver || isBusy} onClick={() => void letItChoose()}>
          {`One ${words.value.unit}`}
        </Button>
        <Button
          disabled={textBefore.value.length === 0}
          onClick={() => {
            moveBack();
            focusWithoutKeyboard(input);
          }}
        >
          Back
        </Button>
        <Button
          disabled={tree.value.nodes.length === 0}
          onClick={() => {
            beginAnew();
            focusWithoutKeyboard(input);
          }}
        >
          Start over
        </Button>
        <Button
          disabled={textBefore.value.length === 0}
          hint={`Shows what made the ${words.value.unit} before the cursor likely or unlikely`}
          onClick={() => void explainLast()}
        >
          {`Why this ${words.value.unit}?`}
        </Button>
      </div>
      <p class={trouble === undefined ? 'explained editor-hint' : 'editor-hint editor-problem'} aria-live="polite">
        {trouble ?? hint(isOver)}
      </p>
    </>
  );
}

/** Looks inside the model where it wrote, or the user typed, the token before the cursor. */
async function explainLast(): Promise<void> {
  const name = model.peek();
  const before = textBefore.peek();
  if (name === undefined || before.length === 0) return;
  const tokens = [...before, ...textAfter.peek()].map(({ token }) => token);
  await lookInto(name, tokens, before.length - 1);
}

function hint(isOver: boolean): string {
  const { unit, text } = words.value;
  if (isOver)
    return `This ${text} has ended. Choose another ${unit} instead, go back, or let the model write another ${text}.`;
  if (tree.value.nodes.length === 0)
    return `Type how the ${text} begins, choose a ${unit} from the list, or let the model write.`;
  return `The stronger a ${unit}, the surer the model was. Click one to go back to it and choose another: the page keeps both versions.`;
}

/** The focus goes on in the text, but on a phone this would open the keyboard. */
function focusWithoutKeyboard(input: RefObject<HTMLInputElement | null>): void {
  if (matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
}
