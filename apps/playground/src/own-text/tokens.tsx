/** Lines of tokens, each in a box of its own. The boxes are outlined, so that no color is needed to tell them apart. */
export function Tokens({ lines }: { readonly lines: readonly (readonly string[])[] }) {
  return (
    <ol class="tokens" aria-label="The tokens of the first lines">
      {lines.map((tokens, line) => (
        <li key={line}>
          {tokens.map((token, i) => (
            <span key={i}>{token}</span>
          ))}
        </li>
      ))}
    </ol>
  );
}
