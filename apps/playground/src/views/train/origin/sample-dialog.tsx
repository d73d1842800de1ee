import { Dialog } from '../../../design/dialog.tsx';
import { openedSample, type OpenedSample } from './opened-sample.ts';
import { SampleTokens } from './sample-tokens.tsx';
import { WhereFrom } from './where-from.tsx';
import './origin.css';

/** A sample under the magnifying glass: the probability of each letter, and where it may come from. */
export function SampleDialog() {
  const opened = openedSample.value;
  return (
    <Dialog
      title={opened === undefined ? '' : titleOf(opened)}
      open={opened !== undefined}
      onClose={() => {
        openedSample.value = undefined;
      }}
    >
      {opened !== undefined && (
        <>
          <WhereFrom opened={opened} />
          <SampleTokens opened={opened} />
        </>
      )}
    </Dialog>
  );
}

/** A text of more characters is no title. */
const LONGEST_TITLE = 40;

function titleOf({ written: { text } }: OpenedSample): string {
  return text.length > LONGEST_TITLE ? 'Where this text comes from' : `Where “${text}” comes from`;
}
