import { Button } from '../design/button.tsx';
import { session } from '../session/session.ts';
import './no-model.css';

/** What to do in a view that needs a model, before there is one. */
export function NoModel({ title }: { readonly title: string }) {
  return (
    <div class="without-model">
      <h2>{title}</h2>
      <p class="explained">Train one first. On 32,257 names, that takes about a second in this page.</p>
      <Button kind="filled" onClick={() => void session.start()}>
        Train one now
      </Button>
    </div>
  );
}
