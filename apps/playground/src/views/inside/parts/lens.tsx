import { formatPercent } from '../../../design/format/format-percent.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { Beside } from '../beside.tsx';
import { streamName } from '../../../inspecting/part-name.ts';
import { tokenName } from '../token-name.ts';
import { chosenPlace } from '../state/inside-state.ts';
import type { Panel } from '../state/panel.ts';
import { useChosenInSight } from './use-chosen-in-sight.ts';
import './lens.css';

/** What the model would write if it ended after a part. */
export function Lens({ panels }: { readonly panels: readonly Panel[] }) {
  return (
    <Beside
      title="What the model would write after each part (logit lens)"
      how="Each column is a token of the text. Each row shows the likeliest next token if the model ended after that part: the bluer, the more certain."
      look="Look for the row where the guess stops changing: the parts below it change only how certain the model is."
      panels={panels}
      draw={(panel) => <LensOf panel={panel} />}
    />
  );
}

function LensOf({ panel: { place, inspected } }: { readonly panel: Panel }) {
  const { tokens, lens } = inspected;
  const box = useChosenInSight(place);
  return (
    <div ref={box} class="lens" role="region" aria-label="The likeliest next token after each part" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <td />
            {tokens.map((_, t) => (
              <th key={t} scope="col" class={t === place ? 'written chosen' : 'written'}>
                {tokenName(tokens, t).shown}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lens.map(({ path, cells }) => (
            <tr key={path}>
              <th scope="row">{streamName(path)}</th>
              {cells.map(({ first, actual }, t) => (
                <td
                  key={t}
                  class={t === place ? 'written chosen' : 'written'}
                  style={{ '--sure': first.probability }}
                  title={`${tokenLabel(first, 'text').spoken}, ${formatPercent(first.probability)}${actual === undefined ? '' : `; the actual next token has ${formatPercent(actual)}`}`}
                  onClick={() => {
                    chosenPlace.value = t;
                  }}
                >
                  {tokenLabel(first, 'text').shown}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
