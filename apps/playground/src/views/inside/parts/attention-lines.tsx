import type { Matrix } from '@microgpt/inspect';
import type { Token } from '../../../models/token.ts';
import { tokenName } from '../token-name.ts';
import { useChosenInSight } from './use-chosen-in-sight.ts';

const ROW = 20; // the height of a token
const WIDTH = 120; // between the columns
/** Fainter lines than this are not drawn, except from the chosen token. */
const FAINT = 0.08;

/** The tokens twice, with a line from each to those that it reads: the stronger, the more it takes. */
export function AttentionLines({
  tokens,
  weights,
  place,
}: {
  readonly tokens: readonly Token[];
  readonly weights: Matrix;
  readonly place: number;
}) {
  const height = ROW * tokens.length;
  const box = useChosenInSight(place);
  const lines = strongLines(weights, place);
  return (
    <div ref={box} class="attention-lines" aria-hidden="true">
      <Column tokens={tokens} place={place} />
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" style={{ height: `${height}px` }}>
        {lines.map(({ from, to, weight }) => (
          <path
            key={`${from} ${to}`}
            d={`M0 ${middle(from)} C ${WIDTH / 2} ${middle(from)} ${WIDTH / 2} ${middle(to)} ${WIDTH} ${middle(to)}`}
            class={from === place ? 'attention-line chosen' : 'attention-line'}
            stroke-opacity={from === place ? weight : weight / 3}
          />
        ))}
      </svg>
      <Column tokens={tokens} place={place} />
    </div>
  );
}

function Column({ tokens, place }: { readonly tokens: readonly Token[]; readonly place: number }) {
  return (
    <ol class="attention-tokens">
      {tokens.map((_, i) => (
        <li key={i} class={i === place ? 'written chosen' : 'written'} style={{ height: `${ROW}px` }}>
          {tokenName(tokens, i).shown}
        </li>
      ))}
    </ol>
  );
}

function strongLines({ rows, columns, data }: Matrix, place: number) {
  const lines: { readonly from: number; readonly to: number; readonly weight: number }[] = [];
  for (let from = 0; from < rows; from++) {
    for (let to = 0; to <= from; to++) {
      const weight = data[from * columns + to];
      if (weight >= FAINT || (from === place && weight > 0.005)) lines.push({ from, to, weight });
    }
  }
  return lines;
}

function middle(row: number): number {
  return ROW * (row + 0.5);
}
