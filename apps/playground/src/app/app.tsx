/** The page: a header, and the view that is open. */
export function App() {
  return <main />;
}
