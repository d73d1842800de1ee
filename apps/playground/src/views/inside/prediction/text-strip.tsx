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
      how="The bar over a token is its loss, −ln p: the taller, the less the model expected it. Click a token to see inside there."
      look="Look for the token that surprises the model most, and see below what it expected instead."
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
