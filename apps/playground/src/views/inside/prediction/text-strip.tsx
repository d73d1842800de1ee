import { formatLoss } from '../../../design/format/format-loss.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { Beside } from '../beside.tsx';
import { chosenPlace } from '../state/inside-state.ts';
import type { Panel } from '../state/panel.ts';
import './text-strip.css';

/** The text token by token, with the loss of each: how surprised the model was. Choosing a token moves all parts of the view. */
export function TextStrip({ panels, place }: { readonly panels: readonly Panel[]; readonly place: number }) {
  const losses = panels.flatMap(({ inspected }) => [...inspected.inspection.losses]);
  const full = Math.max(1, ...losses);
  return (
    <Beside
      title="The text, and how surprising each token was"
      how="The bar over a token is its loss, −ln p: the taller, the less the model expected it. Click a token to see inside there."
      look="Look for the token that surprises the model most, and see below what it expected instead."
      panels={panels}
      draw={({ inspected: { tokens, inspection } }) => (
        <ol class="strip">
          {tokens.map((token, t) => {
            const { shown, spoken } = tokenLabel(token, 'text');
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
                    {t === 0 && token.kind === 'end' ? '▸' : shown}
                  </span>
                  <span class="spoken">
                    {t === 0 && token.kind === 'end' ? 'the beginning' : spoken}
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
