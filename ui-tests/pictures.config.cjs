/** Makes the pictures of `docs/review-story.md` (`npm run pictures`). It checks nothing, so `npm test` leaves it out. */
const path = require('node:path');
const config = require('./playwright.config.cjs');

module.exports = {
  ...config,
  // The pictures are of a server of their own, which several people share.
  webServer: undefined,
  testDir: path.join(__dirname, 'pictures'),
  retries: 0,
  timeout: 600_000,
  reporter: [['list']]
};
