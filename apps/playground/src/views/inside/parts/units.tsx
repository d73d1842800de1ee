import { formatCount } from '../../../design/format/format-count.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Heatmap } from '../../../design/heatmap.tsx';
import { Beside } from '../beside.tsx';
import { partName } from '../../../inspecting/part-name.ts';
import { tokenName } from '../token-name.ts';
import type { Panel } from '../state/panel.ts';

/** The hidden units of all layers. */
export function HiddenUnits({ panels }: { readonly panels: readonly Panel[] }) {
  return (
    <Beside
      title="Hidden units"
      how="In each layer, a small network of hidden units (MLP) works on each token by itself. Each row is a token, each column a unit. Units without color are off."
      look="Look for units that are active only for a certain letter or position, and for dead ones, which are off for every example."
      panels={panels}
      draw={({ place, inspected: { tokens, inspection, dead } }) => {
        if (inspection.units.length === 0) {
          return (
            <p class="explained">
              No layer of this model records its hidden units. Your own layers can show them here if they call
              this.record('units', …) with a matrix (T, units).
            </p>
          );
        }
        return inspection.units.map(({ path, values }) => {
          const known = dead.find((each) => each.path === path)?.units;
          const silent = known ?? [];
          return (
            <div key={path} class="units">
              <p class="explained">{`${partName(path)}: ${formatCount(values.columns)} units${deadWords(known)}`}</p>
              <Heatmap
                label={`${partName(path)}: the hidden units for each token`}
                matrix={values}
                row={place}
                reading={({ row, column }) =>
                  `${tokenName(tokens, row).spoken}, unit ${column + 1}${silent.includes(column) ? ' (dead)' : ''}: ${formatSigned(values.data[row * values.columns + column], { decimals: 3 })}`
                }
              />
            </div>
          );
        });
      }}
    />
  );
}

/** How many units are dead, and which; empty if that is not known. */
function deadWords(dead: readonly number[] | undefined): string {
  if (dead === undefined) return '';
  return dead.length === 0 ? ', none dead' : `, ${formatCount(dead.length)} dead (${someOf(dead)})`;
}

const MOST_NAMED = 6;

function someOf(units: readonly number[]): string {
  const rest = units.length > MOST_NAMED ? ', …' : '';
  return (
    units
      .slice(0, MOST_NAMED)
      .map((unit) => unit + 1)
      .join(', ') + rest
  );
}
