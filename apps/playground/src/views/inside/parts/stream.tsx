import { rowOf, type Matrix } from '@microgpt/inspect';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Heatmap } from '../../../design/heatmap.tsx';
import { Beside } from '../beside.tsx';
import { streamName } from '../../../inspecting/part-name.ts';
import type { Panel } from '../state/panel.ts';
import './stream.css';

/** The residual stream of the chosen token. */
export function Stream({ panels }: { readonly panels: readonly Panel[] }) {
  return (
    <Beside
      title="The residual stream"
      how="The chosen token passes through the model as a list of numbers. Each column (channel) is one of them, and each part adds to the row above. Blue is positive, ochre negative."
      look="Compare the lengths on the right: if one grows a hundredfold, its part does too much. If a row equals the one above, its part does nothing."
      panels={panels}
      draw={({ place, inspected: { inspection } }) => {
        const { stream } = inspection;
        const matrix = rowsAt(
          stream.map(({ values }) => values),
          place,
        );
        return (
          <div class="stream">
            <ol class="stream-names">
              {stream.map(({ path }) => (
                <li key={path}>{streamName(path)}</li>
              ))}
            </ol>
            <Heatmap
              label="The residual stream of the chosen token after each part"
              matrix={matrix}
              reading={({ row, column }) =>
                `${streamName(stream[row].path)}, channel ${column + 1}: ${formatSigned(matrix.data[row * matrix.columns + column], { decimals: 3 })}`
              }
            />
            <ol class="stream-sizes" aria-label="The length of each row">
              {stream.map(({ path, values }) => (
                <li key={path}>{lengthOf(rowOf(values, place)).toFixed(2)}</li>
              ))}
            </ol>
          </div>
        );
      }}
    />
  );
}

/** The row of a token in each matrix. */
function rowsAt(matrices: readonly Matrix[], place: number): Matrix {
  const [{ columns }] = matrices;
  const data = new Float64Array(matrices.length * columns);
  for (const [i, matrix] of matrices.entries()) data.set(rowOf(matrix, place), i * columns);
  return { rows: matrices.length, columns, data };
}

function lengthOf(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
}
