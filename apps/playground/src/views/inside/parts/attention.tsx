import type { AttentionPattern } from '@microgpt/inspect';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { Heatmap } from '../../../design/heatmap.tsx';
import type { Token } from '../../../models/token.ts';
import { Beside } from '../beside.tsx';
import { chosenHead, chosenPlace } from '../state/inside-state.ts';
import type { Panel } from '../state/panel.ts';
import { partName } from '../../../inspecting/part-name.ts';
import { tokenName } from '../token-name.ts';
import { AttentionLines } from './attention-lines.tsx';
import './attention.css';

/** The attention of each head of each layer: which tokens it reads. */
export function Attention({ panels }: { readonly panels: readonly Panel[] }) {
  const [{ inspected }] = panels;
  const { attention } = inspected.inspection;
  const { layer, head } = chosenHead.value;
  const pattern = attention[Math.min(layer, attention.length - 1)] as AttentionPattern | undefined;
  const number = Math.min(head, (pattern?.heads.length ?? 1) - 1);
  return (
    <Beside
      title="Attention"
      how="Each token takes information from itself and from earlier tokens, in several ways at once (heads). Each row is a token: the bluer a cell, the more it takes."
      look="Look for a head that always reads the previous token, and for one that reads all tokens evenly: it may have learned nothing yet."
      panels={panels}
      draw={({ place, inspected: { tokens, inspection } }) => {
        const shown = inspection.attention.find((each) => each.path === pattern?.path);
        if (shown === undefined) {
          return (
            <p class="explained">
              No layer of this model records its attention weights. Your own layers can show them here if they call
              this.record('weights', …) with one tensor (heads, T, T) for each text.
            </p>
          );
        }
        return <OneHead pattern={shown} head={number} tokens={tokens} place={place} />;
      }}
    >
      {attention.length > 0 && (
        <ChipGroup
          label="The head that is shown"
          choices={attention.flatMap(({ path, heads }, i) =>
            heads.map((_, h) => ({ value: `${i}.${h}`, label: `${partName(path)}, head ${h + 1}` })),
          )}
          value={`${Math.min(layer, attention.length - 1)}.${number}`}
          onChange={(value) => {
            const [toLayer, toHead] = value.split('.').map(Number);
            chosenHead.value = { layer: toLayer, head: toHead };
          }}
        />
      )}
    </Beside>
  );
}

/** A head as a matrix, and as lines between tokens. */
function OneHead({
  pattern: { path, heads },
  head,
  tokens,
  place,
}: {
  readonly pattern: AttentionPattern;
  readonly head: number;
  readonly tokens: readonly Token[];
  readonly place: number;
}) {
  const matrix = heads[Math.min(head, heads.length - 1)];
  const name = (i: number) => tokenName(tokens, i).spoken;
  return (
    <div class="attention">
      <Heatmap
        label={`${partName(path)}, head ${head + 1}: how much each token takes from itself and each earlier token`}
        matrix={matrix}
        full={1}
        square
        row={place}
        reading={({ row, column }) =>
          column > row
            ? `${name(row)} cannot see ${name(column)}, which comes later`
            : `${name(row)} takes ${formatPercent(matrix.data[row * matrix.columns + column])} from ${name(column)}`
        }
        onPick={({ row }) => {
          chosenPlace.value = row;
        }}
      />
      <AttentionLines tokens={tokens} weights={matrix} place={place} />
    </div>
  );
}
