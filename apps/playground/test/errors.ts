import type { Page } from 'playwright';

/** Adds to a list whatever goes wrong in a page: exceptions, errors and warnings in the console, and requests that fail. */
export function watchForErrors(page: Page, errors: string[], expected: readonly string[] = []): void {
  const add = (error: string): void => {
    if (!expected.some((part) => error.includes(part))) errors.push(error);
  };
  page.on('pageerror', (error) => {
    add(`thrown: ${error.message}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) add(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const problem = request.failure()?.errorText ?? 'failed';
    // The page itself no longer wants a file when it is reloaded or closed, or when it ends a worker.
    if (problem !== 'net::ERR_ABORTED') add(`request: ${request.url()}: ${problem}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) add(`request: ${response.url()}: status ${response.status()}`);
  });
}
