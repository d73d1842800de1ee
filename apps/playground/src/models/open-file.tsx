import { useRef } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { session } from '../session/session.ts';

/** A button that opens a text, a saved run or a model from the user's files. */
export function OpenFile({
  kind,
  word = 'Open a file …',
}: {
  readonly kind: 'plain' | 'text';
  readonly word?: string;
}) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={kind} hint="Open a text, a saved run or a GPT-2 model." onClick={() => picker.current?.click()}>
        {word}
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
