import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { session } from '../session/session.ts';
import { filesOf, folderOf } from './files-of.ts';
import './file-drop.css';

/** Takes files that are dropped anywhere on the page, and says so while they are over it. */
export function FileDrop() {
  const isOver = useSignal(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Without this, the browser leaves the page and shows the file.
      event.preventDefault();
      isOver.value = true;
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent) => {
      isOver.value = false;
      // A dialog may have taken them.
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      const folder = folderOf(event.dataTransfer);
      void filesOf(event.dataTransfer).then((files) => session.openFiles(files, folder));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!isOver.value) return null;
  return (
    <div class="file-drop">
      <p>
        <strong>Drop it here</strong>A text to learn from, a checkpoint, or the folder of a GPT-2 model from Hugging
        Face.
      </p>
    </div>
  );
}

function hasFiles(event: DragEvent): event is DragEvent & { readonly dataTransfer: DataTransfer } {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
