import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import './dialog.css';

/** What a {@link Dialog} is made of. */
export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  /** It was closed: by Escape, a click beside it, or its button. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** The buttons at its end, the next thing to do last. */
  readonly actions?: ComponentChildren;
}

/** A dialog before the page. The browser keeps the focus in it, and gives it back at the end. */
export function Dialog({ title, open, onClose, children, actions }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target }) => {
        // The dialog itself is what is clicked beside its content.
        if (target === dialog.current) onClose();
      }}
    >
      {open && (
        <div class="dialog-content">
          <div class="dialog-head">
            <h2 id={id}>{title}</h2>
            <Button kind="text" onClick={onClose}>
              Close
            </Button>
          </div>
          {children}
          {actions !== undefined && <div class="dialog-actions">{actions}</div>}
        </div>
      )}
    </dialog>
  );
}
