import { useRef } from 'preact/hooks';
import { Button } from '../../design/button.tsx';
import { session } from '../../session/session.ts';

/** Opens a model or a text from files of the user. */
export function OpenFile({ kind }: { readonly kind: 'plain' | 'text' }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={kind} onClick={() => picker.current?.click()}>
        Open a file …
      </Button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to open"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // So that the same file can be picked again.
          currentTarget.value = '';
          if (files.length > 0) void session.openFiles(files);
        }}
      />
    </>
  );
}
