import { OwnTextHost } from '../own-text/own-text-host.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FileDrop } from './file-drop.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { OpenView } from './open-view.tsx';

/** The page: a header, and the view that is open. */
export function App() {
  return (
    <>
      <Header />
      <main id="view" tabIndex={-1}>
        <ErrorBoundary>
          <OpenView />
        </ErrorBoundary>
      </main>
      <Notices />
      <FileDrop />
      <OwnTextHost />
    </>
  );
}
