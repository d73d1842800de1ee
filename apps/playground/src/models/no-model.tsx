import { Button } from '../design/button.tsx';
import { session } from '../session/session.ts';
import { OpenFile } from './open-file.tsx';
import './no-model.css';

/** What to do in a view that needs a model, before there is one. */
export function NoModel({ title }: { readonly title: string }) {
  return (
    <div class="without-model">
      <h2>{title}</h2>
      <p class="explained">
        Train one. With the settings that the page opens with, this takes about a second. Or open your own model or
        text.
      </p>
      <p class="without-model-actions">
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
