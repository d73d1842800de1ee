import { formatPercent } from '../../../design/format/format-percent.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { moveTo } from '../state/actions.ts';
import { inkOf } from '../ink-of.ts';
import type { Piece } from '../tree/pieces.ts';

interface Props {
  readonly piece: Piece;
  readonly size: 'large' | 'small';
  /** Whether it is after the cursor. */
  readonly isAfter: boolean;
  /** What the model writes: its end is named after it. */
  readonly word: string;
}

/**
 * A token of the text, as strong as the model was sure. A click continues after it. The arrow keys in the input do the same.
 *
 * It is part of the line, as letters are. A button element would be a box of its own: lines would break within words, and the browser
 * would lay out each box by itself.
 */
export function TokenButton({ piece: { node, text }, size, isAfter, word }: Props) {
  const { token } = node;
  const { spoken } = tokenLabel(token, word);
  const name = `${spoken}, ${formatPercent(token.probability)}`;
  const part = token.kind === 'end' ? ' end' : text === '' ? ' part' : '';
  return (
    <>
      <span
        role="button"
        tabIndex={-1}
        aria-label={`${name}: continue after it`}
        class={`token${isAfter ? ' after' : ''}${part}`}
        style={{ '--strength': inkOf(token.probability, size).toFixed(3) }}
        title={`${name}. Continue after it`}
        onClick={() => {
          moveTo(node.id);
        }}
      >
        {token.kind === 'end' ? 'end' : text === '' ? '·' : text.split('\n').map(withReturn)}
      </span>
      {text.endsWith('\n') && <br />}
    </>
  );
}

/** A line of the text; before every one but the first there is a sign for the new line, which can be clicked, too. */
function withReturn(line: string, i: number) {
  if (i === 0) return line;
  return (
    <>
      <span class="token-return">↵</span>
      {line}
    </>
  );
}
