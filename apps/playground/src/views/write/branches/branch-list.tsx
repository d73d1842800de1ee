import { Section } from '../../../design/section.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { isShort, words } from '../state/facts.ts';
import { tree } from '../state/tree.ts';
import { branchesOf } from '../tree/branches.ts';
import { BranchRow } from './branch-row.tsx';
import './branches.css';

/** All ways that the text went, one below the other, each with the point where it parts from the one above. */
export function BranchList() {
  const branches = branchesOf(tree.value);
  const { unit, text } = words.value;
  return (
    <Section
      title={branches.length > 1 ? `${formatCount(branches.length)} branches` : 'Branches'}
      aside={branches.length > 0 && <span>surprise per {unit}</span>}
    >
      {branches.length < 2 && (
        <p class="explained branch-hint">
          {`Go back in the ${text} and choose another ${unit}. What you wrote first stays here, beside the new one.`}
        </p>
      )}
      {branches.length > 0 && (
        <ol class={isShort.value ? 'branches' : 'branches long'}>
          {branches.map((branch) => (
            // By the node where it parts: its tip is another one after each token.
            <BranchRow key={branch.path[branch.shared].id} branch={branch} isFront={branch.tip === tree.value.tip} />
          ))}
        </ol>
      )}
    </Section>
  );
}
