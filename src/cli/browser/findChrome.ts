/** Finds a Chromium-based browser on this machine; it starts and downloads nothing. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { UsageError } from '../usageError';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge'
];

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];

/** Where a Playwright installation keeps its browsers, newest first. */
function playwrightPlaces(home: string): string[] {
  const caches = [
    join(home, '.cache/ms-playwright'),
    join(home, 'Library/Caches/ms-playwright'),
    join(home, 'AppData/Local/ms-playwright')
  ];
  return caches.filter(existsSync).flatMap(cache =>
    readdirSync(cache)
      .filter(name => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))
      .flatMap(name => [
        join(cache, name, 'chrome-linux/chrome'),
        join(cache, name, 'chrome-linux64/chrome'),
        join(cache, name, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
        join(cache, name, 'chrome-win/chrome.exe')
      ])
  );
}

/**
 * The browser to use: the one that is named, else the first that is found.
 *
 * @param env - looked at for ANNEAL_CHROME, CHROME_PATH and PATH
 * @param home - the user's home folder
 * @throws UsageError naming the cure when there is none
 */
export function findChrome(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  for (const variable of ['ANNEAL_CHROME', 'CHROME_PATH']) {
    const named = env[variable];
    if (named) {
      if (!isFile(named)) {
        throw new UsageError(
          `${variable} names ${named}, which is no file. Correct it or unset ${variable}.`
        );
      }
      return named;
    }
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = names.flatMap(name =>
    folders.flatMap(folder => [join(folder, name), join(folder, `${name}.exe`)])
  );
  const found = [...onPath, ...places, ...playwrightPlaces(home)].find(isFile);
  if (!found) {
    throw new UsageError(
      'No Chromium, Chrome or Edge was found. Install one (Debian: apt-get install chromium), or name it in ANNEAL_CHROME.'
    );
  }
  return found;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
