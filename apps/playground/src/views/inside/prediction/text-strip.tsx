import { formatLoss } from '../../../design/format/format-loss.ts';
import { Beside } from '../beside.tsx';
import { chosenPlace } from '../state/inside-state.ts';
import type { Panel } from '../state/panel.ts';
import { tokenName } from '../token-name.ts';
import './text-strip.css';

/** The text token by token, with the loss of each: how surprised the model was. Choosing a token moves all parts of the view. */
export function TextStrip({ panels }: { readonly panels: readonly Panel[] }) {
  const losses = panels.flatMap(({ inspected }) => [...inspected.inspection.losses]);
  const full = Math.max(1, ...losses);
  return (
    <Beside
      title="The text, and how surprising each token was"
      how="A token is a letter or a piece of text. The bar above it is its loss, −ln p, where p is the probability that the model gave it: the taller, the less expected. Click a token to look inside the model there."
      look="Look for the token that surprised the model most. Click the token before it to see what the model expected instead."
      panels={panels}
      draw={({ place, inspected: { tokens, inspection } }) => (
        <ol class="strip">
          {tokens.map((_, t) => {
            const { shown, spoken } = tokenName(tokens, t);
            const loss = t === 0 ? undefined : inspection.losses[t - 1];
            return (
              <li key={t}>
                <button
                  type="button"
                  class="strip-token"
                  aria-pressed={t === place}
                  title={loss === undefined ? 'The text begins here.' : `loss ${formatLoss(loss)}`}
                  onClick={() => {
                    chosenPlace.value = t;
                  }}
                >
                  <span class="strip-bar" aria-hidden="true">
                    {loss !== undefined && <span style={{ height: `${(100 * loss) / full}%` }} />}
                  </span>
                  <span class="written" aria-hidden="true">
                    {shown}
                  </span>
                  <span class="spoken">
                    {spoken}
                    {loss !== undefined && `, loss ${formatLoss(loss)}`}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      )}
    />
  );
}
