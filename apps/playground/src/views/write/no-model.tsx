import { Button } from '../../design/button.tsx';
import { session } from '../../session/session.ts';

/** What to do before there is a model. */
export function NoModel() {
  return (
    <div class="no-model">
      <p class="no-model-word written" aria-hidden="true">
        m<span>…</span>
      </p>
      <h2>No model can write yet.</h2>
      <p class="explained">Train one first. On 32,257 names, that takes about a second in this page.</p>
      <Button kind="filled" onClick={() => void session.start()}>
        Train one now
      </Button>
    </div>
  );
}
