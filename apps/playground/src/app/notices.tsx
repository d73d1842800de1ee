import { Button } from '../design/button.tsx';
import { notices, session } from '../session/session.ts';
import './notices.css';

/** What the user should know, over the page, so that nothing moves. Each stays until it is dismissed. */
export function Notices() {
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Notices">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={`notice ${kind}`}>
          <p>
            {kind === 'error' && <strong>Something went wrong. </strong>}
            {text}
          </p>
          <Button
            kind="text"
            label={`Dismiss: ${text}`}
            onClick={() => {
              session.dismiss(id);
            }}
          >
            Dismiss
          </Button>
        </div>
      ))}
    </div>
  );
}
