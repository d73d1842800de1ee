import { Component } from 'preact';
import { inkOf } from '../ink-of.ts';
import { moveTo } from '../state/actions.ts';
import { isSameBlock, type Block } from '../tree/blocks.ts';
import { TokenButton } from './token-button.tsx';

interface Props {
  readonly block: Block;
  readonly size: 'large' | 'small';
  /** What the model writes: its ends are named after it. */
  readonly word: string;
}

/**
 * A part of the text. Near the cursor each token is shown by itself. Elsewhere all are one text, as strong as they are on average: a
 * click continues after them, and then they are near.
 *
 * It is drawn again only if it changes, because a long text has many.
 */
export class TokenBlock extends Component<Props> {
  override shouldComponentUpdate({ block, size, word }: Props): boolean {
    return size !== this.props.size || word !== this.props.word || !isSameBlock(block, this.props.block);
  }

  override render({ block, size, word }: Props) {
    const { pieces, isAfter, isNear } = block;
    if (!isNear) return <FarBlock block={block} size={size} />;
    return pieces.map((piece) => (
      <TokenButton key={piece.node.id} piece={piece} size={size} isAfter={isAfter} word={word} />
    ));
  }
}

function FarBlock({ block: { pieces, isAfter }, size }: Omit<Props, 'word'>) {
  const strength = pieces.reduce((sum, { node }) => sum + inkOf(node.token.probability, size), 0) / pieces.length;
  const last = pieces[pieces.length - 1].node;
  return (
    <span
      class={isAfter ? 'token after' : 'token'}
      style={{ '--strength': strength.toFixed(2) }}
      title="Continue after this part"
      onClick={() => {
        moveTo(last.id);
      }}
    >
      {pieces
        .map(({ text }) => text)
        .join('')
        .split('\n')
        .map(withReturn)}
    </span>
  );
}

/** A line of the text; every one but the first begins after the sign for a new line. */
function withReturn(line: string, i: number) {
  if (i === 0) return line;
  return (
    <>
      <span class="token-return" aria-hidden="true">
        ↵
      </span>
      {`\n${line}`}
    </>
  );
}
