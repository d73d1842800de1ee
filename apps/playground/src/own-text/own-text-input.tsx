import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../design/button.tsx';
import { formatBytes } from '../design/format/format-bytes.ts';

/** A text that was pasted, typed, chosen or dropped. */
export interface GivenText {
  readonly name: string;
  readonly content: Blob;
  /** What stands in the text field; undefined for a file, and for a text that is too long to be edited there. */
  readonly typed: string | undefined;
}

/** What an {@link OwnTextInput} is made of. */
export interface OwnTextInputProps {
  readonly text: GivenText | undefined;
  readonly onGive: (text: GivenText | undefined) => void;
}

/** The name under which the command line finds a text that was pasted, once it is saved. */
const PASTED = 'pasted.txt';
/** A longer text is not put into the text field, which would freeze the page, in characters. */
const LONG = 100_000;
/** How long the user must pause before what was typed is read, in milliseconds. */
const PAUSE = 300;

/** Takes a text: pasted or typed, as a file, or dropped. */
export function OwnTextInput({ text, onGive }: OwnTextInputProps) {
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const timer = useRef(0);
  const giveFile = (file: File | undefined) => {
    if (file !== undefined) onGive({ name: file.name, content: file, typed: undefined });
  };
  const giveTyped = (typed: string) => {
    onGive(typed === '' ? undefined : { name: PASTED, content: new Blob([typed]), typed });
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (pasted.length <= LONG) return;
    event.preventDefault();
    onGive({ name: PASTED, content: new Blob([pasted]), typed: undefined });
  };
  const isFile = text !== undefined && text.typed === undefined;
  useEffect(() => field.current?.focus(), [isFile]);
  return (
    <div
      class="own-text-input"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        // Not prevented, the page would take it.
        event.preventDefault();
        giveFile(event.dataTransfer?.files[0]);
      }}
    >
      {isFile ? (
        <p class="own-text-file">
          <strong>{text.name}</strong> <span class="explained">{formatBytes(text.content.size)}</span>
        </p>
      ) : (
        <textarea
          class="written"
          rows={5}
          ref={field}
          spellcheck={false}
          aria-label="A text to learn from"
          placeholder="Paste a text here, or drop a file."
          defaultValue={text?.typed ?? ''}
          onPaste={paste}
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(timer.current);
            timer.current = setTimeout(giveTyped, PAUSE, value) as unknown as number;
          }}
        />
      )}
      <p class="own-text-choose">
        <Button onClick={() => picker.current?.click()}>Choose a file …</Button>
        {isFile && (
          <Button
            kind="text"
            onClick={() => {
              onGive(undefined);
            }}
          >
            Paste instead
          </Button>
        )}
      </p>
      <input
        ref={picker}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          giveFile(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
