/** A file of lines, as `frontCoded` writes it: the plugin of `vite.config.ts` makes it. */
declare module '*?front-coded' {
  const coded: string;
  export default coded;
}
