import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { droppedText, session } from '../session/session.ts';
import { isOwnTextOpen } from './is-own-text-open.ts';
import { OwnTextFacts } from './own-text-facts.tsx';
import { OwnTextInput, type GivenText } from './own-text-input.tsx';
import { TextReaderClient } from './reading/text-reader-client.ts';
import type { ReadText, Wishes } from './reading/text-facts.ts';
import './own-text.css';

/** The dialog in which the user gives a text, sees what the model will see of it, and trains on it. */
export function OwnText() {
  const reader = useMemo(() => new TextReaderClient(), []);
  const text = useSignal<GivenText | undefined>(undefined);
  const wishes = useSignal<Wishes>({});
  const read = useSignal<ReadText | undefined>(undefined);
  const isReading = useSignal(false);
  const dropped = droppedText.value;

  const reading = async () => {
    const given = text.value;
    if (given === undefined) return;
    isReading.value = true;
    const result = await reader.read(calledIn(given), given.content, wishes.value);
    if (text.value !== given || result === undefined) return;
    isReading.value = false;
    read.value = result;
  };
  const give = (given: GivenText | undefined) => {
    text.value = given;
    wishes.value = {};
    read.value = undefined;
    isReading.value = false;
    void reading();
  };
  const close = () => {
    isOwnTextOpen.value = false;
    droppedText.value = undefined;
    reader.close();
    give(undefined);
  };
  const learn = async () => {
    const given = text.value;
    if (given === undefined || read.value === undefined || 'problem' in read.value) return;
    const { settings } = read.value.facts;
    const bytes = new Uint8Array(await given.content.arrayBuffer());
    // The dialog stays until the page has taken the text: what is pressed after it is about this text.
    isReading.value = true;
    reader.close();
    await session.learnFrom({ name: given.name, bytes }, settings);
    if (text.value === given) close();
  };

  useEffect(() => {
    if (dropped === undefined) return;
    give({ name: dropped.name, content: new Blob([dropped.bytes]), typed: undefined });
  }, [dropped]);

  const facts = read.value !== undefined && 'facts' in read.value ? read.value.facts : undefined;
  return (
    <Dialog
      title="Your text"
      open={isOwnTextOpen.value}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button kind="filled" disabled={facts === undefined || isReading.value} onClick={() => void learn()}>
            {facts !== undefined && isReading.value ? 'One moment …' : 'Learn from it'}
          </Button>
        </>
      }
    >
      <OwnTextInput text={text.value} onGive={give} />
      <div class="own-text-read" aria-live="polite" aria-busy={isReading.value}>
        {read.value !== undefined && 'problem' in read.value && <p class="own-text-problem">{read.value.problem}</p>}
        {facts !== undefined && (
          <OwnTextFacts
            facts={facts}
            onWish={(wish) => {
              wishes.value = { ...wishes.value, ...wish };
              void reading();
            }}
          />
        )}
        {read.value === undefined && <p class="explained">{isReading.value ? 'Reading …' : advice}</p>}
      </div>
    </Dialog>
  );
}

/** What sentences about a text call it. */
function calledIn({ name, typed }: GivenText): string {
  return typed === undefined ? name : 'The text';
}

const advice =
  'Use a list with one example per line, such as place names, or a running text, such as a novel or code. ' +
  'A few thousand characters are enough to start. The text stays on your machine.';
