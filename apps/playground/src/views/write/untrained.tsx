import { Button } from '../../design/button.tsx';
import { session } from '../../session/session.ts';
import { OpenFile } from '../../models/open-file.tsx';
import { isUntrained, words } from './state/facts.ts';

/** What to do before the first step of the run in front; nothing after it. */
export function Untrained() {
  if (!isUntrained.value) return null;
  const { unit } = words.value;
  return (
    <section class="untrained" aria-label="The model is untrained">
      <p>
        <strong>This model has learned nothing yet.</strong>{' '}
        <span class="explained">It chooses each {unit} at random.</span>
      </p>
      <p class="untrained-actions">
        <Button kind="filled" onClick={() => void session.start()}>
          Train
        </Button>
        <OpenFile kind="plain" />
      </p>
    </section>
  );
}
