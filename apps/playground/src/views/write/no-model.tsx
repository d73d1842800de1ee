import { Button } from '../../design/button.tsx';
import { session } from '../../session/session.ts';
import { OpenFile } from './open-file.tsx';

/** What to do before there is a model. */
export function NoModel() {
  return (
    <div class="no-model">
      <p class="no-model-word written" aria-hidden="true">
        m<span>…</span>
      </p>
      <h2>There is no model to write with yet</h2>
      <p class="explained">
        Train one. With the settings that the page opens with, this takes about a second. Or open your own model or
        text.
      </p>
      <p class="no-model-actions">
        <Button kind="filled" onClick={() => void trainAnew()}>
          Train
        </Button>
        <OpenFile kind="plain" />
      </p>
    </div>
  );
}

async function trainAnew(): Promise<void> {
  if (await session.reset()) await session.start();
}
