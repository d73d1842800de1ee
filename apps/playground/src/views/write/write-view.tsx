import { useEffect } from 'preact/hooks';
import { BranchList } from './branches/branch-list.tsx';
import { CandidateList } from './candidates/candidate-list.tsx';
import { Editor } from './editor/editor.tsx';
import { ManySamples } from './many/many-samples.tsx';
import { NoModel } from '../../models/no-model.tsx';
import { HowBold } from './settings/how-bold.tsx';
import { WhichModel } from './settings/which-model.tsx';
import { Spoken } from './spoken.tsx';
import { stopWriting } from './state/actions.ts';
import { model } from './state/facts.ts';
import { stopMany } from './state/many.ts';
import { followModel } from './state/reweigh.ts';
import { Untrained } from './untrained.tsx';
import './write-view.css';

/** The second view: write token by token, go back and branch, and let the model write many samples at once. */
export function WriteView() {
  useEffect(() => {
    const stop = followModel();
    return () => {
      stop();
      stopWriting();
      stopMany();
    };
  }, []);
  if (model.value === undefined) return <NoModel title="There is no model to write with yet" />;
  return (
    <div class="write-view">
      <div class="write-settings">
        <WhichModel />
        <HowBold />
      </div>
      <div class="write-editor">
        <Untrained />
        <Editor />
      </div>
      <div class="write-next">
        <CandidateList />
      </div>
      <div class="write-more">
        <BranchList />
        <ManySamples />
      </div>
      <Spoken />
    </div>
  );
}
