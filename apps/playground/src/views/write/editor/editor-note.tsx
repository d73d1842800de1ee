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
  const count = `${formatCount(length)} ${units}`;
  if (length === 0) return <span>{`The model sees up to ${formatCount(room)} ${units}`}</span>;
  if (length <= room) return <span>{`${count}; the model sees up to ${formatCount(room)}`}</span>;
  return <span>{`The model sees the last ${formatCount(known.blockSize)} of ${count}`}</span>;
}
