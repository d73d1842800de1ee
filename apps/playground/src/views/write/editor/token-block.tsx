import { Component } from 'preact';
import { isSameBlock, type Block } from '../tree/blocks.ts';
import { TokenButton } from './token-button.tsx';

interface Props {
  readonly block: Block;
  readonly size: 'large' | 'small';
  /** What the model writes: its ends are named after it. */
  readonly word: string;
}

/** A part of the text. It is drawn again only if it changes, because a long text has many. */
export class TokenBlock extends Component<Props> {
  override shouldComponentUpdate({ block, size, word }: Props): boolean {
    return size !== this.props.size || word !== this.props.word || !isSameBlock(block, this.props.block);
  }

  override render({ block, size, word }: Props) {
    const { pieces, isAfter } = block;
    return pieces.map((piece) => (
      <TokenButton key={piece.node.id} piece={piece} size={size} isAfter={isAfter} word={word} />
    ));
  }
}
