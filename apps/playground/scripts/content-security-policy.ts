import type { Plugin } from 'vite';

/**
 * What the built page may load and run: its own files, WebAssembly, and its icon, which is a data URL. It sends nothing to
 * other origins.
 *
 * A user's own layers are imported from a blob, in workers. `microgpt open` sends this policy with every file, so it holds there, too.
 */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Part of the build: puts the policy into the page. The development server needs inline styles, so it has none. */
export function contentSecurityPolicy(): Plugin {
  // As text: Vite would write the quotes of a tag's attribute as entities, which microgpt open would have to read.
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: (html) => html.replace('<head>', () => `<head>\n    ${meta}`),
  };
}
