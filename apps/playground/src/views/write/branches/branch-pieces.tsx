import { Component } from 'preact';
import { inkOf } from '../ink-of.ts';
import { isSamePieces, type Piece } from '../tree/pieces.ts';

interface Props {
  /** Whether it shares more than is shown. */
  readonly isCut: boolean;
  /** The last pieces that it shares with the branch above. */
  readonly shared: readonly Piece[];
  /** The first pieces of its own. */
  readonly own: readonly Piece[];
}

/** What is shown of a branch. It is drawn again only if it changes: a long one goes on where it is not shown. */
export class BranchPieces extends Component<Props> {
  override shouldComponentUpdate({ isCut, shared, own }: Props): boolean {
    const now = this.props;
    return isCut !== now.isCut || !isSamePieces(shared, now.shared) || !isSamePieces(own, now.own);
  }

  override render({ isCut, shared, own }: Props) {
    return (
      <>
        <span class="branch-shared">
          {isCut && '…'}
          {shared.map(({ text }) => text).join('')}
        </span>
        {own.map((piece, i) => (
          <Letter key={piece.node.id} piece={piece} parts={i === 0 && shared.length > 0} />
        ))}
      </>
    );
  }
}

function Letter({ piece: { node, text }, parts }: { readonly piece: Piece; readonly parts: boolean }) {
  const strength = inkOf(node.token.probability, 'small').toFixed(3);
  return (
    <span class={parts ? 'branch-token parts' : 'branch-token'} style={{ '--strength': strength }}>
      {text}
    </span>
  );
}
