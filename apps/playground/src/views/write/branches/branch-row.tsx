import { Component } from 'preact';
import { formatLoss } from '../../../design/format/format-loss.ts';
import { changeBranches } from '../state/actions.ts';
import { isSameBranch, removeBranch, selectBranch, type Branch } from '../tree/branches.ts';
import { piecesOf } from '../tree/pieces.ts';
import { BranchPieces } from './branch-pieces.tsx';

/** The most pieces of what it shares that are shown, so that the point where they part is seen at once. */
const MOST_SHARED = 24;

/** The most pieces of its own that are shown: more than fit into its lines. */
const MOST_OWN = 300;

interface Props {
  readonly branch: Branch;
  /** Whether it is the one that is written on. */
  readonly isFront: boolean;
}

/**
 * A branch: what it shares with the one above is faint, then comes the mark where they part. It is drawn again only if it changes, as
 * each token that is written changes the list.
 */
export class BranchRow extends Component<Props> {
  override shouldComponentUpdate({ branch, isFront }: Props): boolean {
    return isFront !== this.props.isFront || !isSameBranch(branch, this.props.branch);
  }

  override render({ branch, isFront }: Props) {
    return <Row branch={branch} isFront={isFront} />;
  }
}

function Row({ branch: { tip, path, shared }, isFront }: Props) {
  const pieces = piecesOf(path).filter(({ node }) => node.token.kind !== 'end');
  const text = pieces.map((piece) => piece.text).join('');
  return (
    <li class={isFront ? 'branch front' : 'branch'}>
      <button
        type="button"
        class="branch-text written"
        aria-label={text}
        aria-pressed={isFront}
        onClick={() => {
          changeBranches((tree) => selectBranch(tree, tip));
        }}
      >
        <span class="branch-shown" aria-hidden="true">
          <BranchPieces
            isCut={shared > MOST_SHARED}
            shared={pieces.slice(Math.max(0, shared - MOST_SHARED), shared)}
            own={pieces.slice(shared, shared + MOST_OWN)}
          />
          {path.at(-1)?.token.kind === 'end' && <span class="branch-end">end</span>}
        </span>
      </button>
      <span class="branch-surprise explained">{formatLoss(surprise(path))}</span>
      <button
        type="button"
        class="branch-remove"
        aria-label={`Remove the branch ${text}`}
        title="Remove this branch"
        onClick={() => {
          changeBranches((tree) => removeBranch(tree, tip));
        }}
      >
        ×
      </button>
    </li>
  );
}

/** The mean of −ln p over all tokens: the loss of the model on this text. */
function surprise(path: Branch['path']): number {
  return path.reduce((sum, { token }) => sum - Math.log(token.probability), 0) / path.length;
}
