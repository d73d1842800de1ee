/** A number as a bar from the middle: to the right and blue if positive, to the left and ochre if negative. */
export function SignedBar({
  label,
  value,
  full,
}: {
  readonly label: string;
  readonly value: number;
  /** The number with a full bar. */
  readonly full: number;
}) {
  const share = Math.min(50, (50 * Math.abs(value)) / full);
  return (
    <span class="signed">
      <span class="signed-label">{label}</span>
      <span class="signed-track" aria-hidden="true">
        <span
          class={value < 0 ? 'signed-fill negative' : 'signed-fill'}
          style={{ width: `${share}%`, insetInlineStart: value < 0 ? `${50 - share}%` : '50%' }}
        />
      </span>
      <span class="signed-value">{signed(value)}</span>
    </span>
  );
}

/** With its sign; what rounds to 0 has none. */
function signed(value: number): string {
  const size = Math.abs(value).toFixed(3);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}
