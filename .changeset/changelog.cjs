/** How a changeset reads in CHANGELOG.md: its prose, without the hash of its commit, and without a list of new versions. */
module.exports = {
  getReleaseLine: ({ summary }) => `- ${summary.replaceAll('\n', '\n  ')}`,
  getDependencyReleaseLine: () => '',
};
