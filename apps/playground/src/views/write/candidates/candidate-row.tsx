import { useEffect, useRef } from 'preact/hooks';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import type { Candidate } from '../../../writing/writer.ts';
import { optionId } from '../editor/draft.tsx';
import { takeToken } from '../state/actions.ts';
import { words } from '../state/facts.ts';
import { reasonFor } from './reason-for.ts';

interface Props {
  readonly candidate: Candidate;
  readonly place: number;
  /** Whether Enter takes it. */
  readonly isActive: boolean;
  /** Whether a branch has it here already. */
  readonly isTaken: boolean;
  /** The probability that fills the width. */
  readonly full: number;
}

/** A candidate: the outline of its bar is the probability before, the filled part the one after. A click takes it. */
export function CandidateRow({ candidate, place, isActive, isTaken, full }: Props) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Within the list alone: the page itself does not move.
    const list = row.current?.parentElement;
    if (!isActive || !row.current || !list) return;
    const [top, bottom] = [row.current.offsetTop, row.current.offsetTop + row.current.offsetHeight];
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
  }, [isActive]);
  const { before, after, removedBy, kind } = candidate;
  const { shown, spoken } = tokenLabel(candidate, words.value.text);
  const reason = removedBy && reasonFor(removedBy);
  return (
    <div
      ref={row}
      id={optionId(place)}
      role="option"
      aria-selected={isActive}
      class={`candidate${removedBy === undefined ? '' : ' removed'}${isTaken ? ' taken' : ''}`}
      title={reason?.sentence}
      onMouseDown={(event) => {
        event.preventDefault(); // the text keeps the focus
      }}
      onClick={() => {
        takeToken({ ...candidate, probability: before });
      }}
    >
      <span class={`candidate-label written ${kind}`} aria-hidden={shown !== spoken}>
        {shown}
      </span>
      {shown !== spoken && <span class="spoken">{spoken}</span>}
      <span class="candidate-track">
        <span class="candidate-after" style={{ width: `${(100 * after) / full}%` }} />
        <span class="candidate-before" style={{ width: `${(100 * before) / full}%` }} />
      </span>
      <span class="candidate-percent explained">
        {formatPercent(before)}
        <span class="spoken"> before, </span>
      </span>
      <span class="candidate-percent">
        {reason === undefined ? formatPercent(after) : reason.word}
        <span class="spoken">{` ${reason?.sentence ?? 'after'}${isTaken ? ', already in a branch' : ''}`}</span>
      </span>
    </div>
  );
}
