/** The second view: write token by token, and many samples at once. */
export function WriteView() {
  return <main />;
}
