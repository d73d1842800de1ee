// What opening a file needs, and training does not.
export { bytesOfFolder } from './bytes-of-folder.ts';
export { openedFile } from './opened-file.ts';
export { RunToShow } from './run-to-show.ts';
export { withEarlierSteps } from './with-earlier-steps.ts';
