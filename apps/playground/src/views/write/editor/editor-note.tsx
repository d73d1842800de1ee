import { formatCount } from '../../../design/format/format-count.ts';
import { facts, words } from '../state/facts.ts';
import { idsBefore } from '../state/tree.ts';

/** How long the text is, without its end, and whether the model still sees all of it. */
export function EditorNote() {
  const known = facts.value.value;
  if (known === undefined) return null;
  const { units } = words.value;
  const length = idsBefore.value.length;
  const room = known.blockSize - (known.hasEnd ? 1 : 0);
  if (length <= room)
    return <span>{`${formatCount(length)} of the ${formatCount(room)} ${units} that the model sees`}</span>;
  return <span>{`The model sees the last ${formatCount(known.blockSize)} of ${formatCount(length)} ${units}`}</span>;
}
