/** Writes the class for a dict of settings, with the comments of the dict where they stood. */
import {
  reservedSetting,
  settingField,
  settingsClass,
  type Importer,
  type SettingsStyle
} from '../../src/core';
import type { IConfig } from './config';

/** Why a key cannot be a field, or null. */
export function reservedKey({ entries }: IConfig, style: SettingsStyle): string | null {
  const found = reservedSetting(
    entries.map(e => e.key),
    style
  );
  return found ? `The key \`${found}\` would hide a name that the class needs.` : null;
}

/** The class with a field for every entry. */
export function classText(
  config: IConfig,
  name: string,
  style: SettingsStyle,
  frozen: boolean,
  add: Importer
): string {
  const body = (): string[] => bodyLines(config, style, add);
  return settingsClass({ name, style, frozen, body, settings: config.entries }, add);
}

/** One line for every entry and comment. */
function bodyLines(config: IConfig, style: SettingsStyle, add: Importer): string[] {
  const { dictionary } = config;
  const lineOf = (offset: number): number => dictionary.cell.lines.position(offset).line;
  const lines: string[] = [];
  let lastEnd = -1;
  for (const child of dictionary.children) {
    if (child.kind === 'comment') {
      if (lineOf(child.start) === lastEnd) {
        lines[lines.length - 1] += `  ${child.text}`;
      } else {
        lines.push(child.text);
      }
      continue;
    }
    const entry = config.entries.find(e => e.pair === child);
    if (entry) {
      for (const inner of child.children.filter(c => c.kind === 'comment')) {
        lines.push(inner.text);
      }
      lines.push(settingField(entry, style, add));
      lastEnd = lineOf(child.end);
    }
  }
  return lines;
}
