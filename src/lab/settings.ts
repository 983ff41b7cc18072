/** The user's settings as a typed value; what each one means stands in schema/plugin.json. */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

export interface ISettings {
  readonly marks: 'idle' | 'focus' | 'off';
  readonly bulb: boolean;
  readonly hoverDelay: number;
  readonly maxMarksPerCell: number;
  readonly checkOn: 'idle' | 'run' | 'manual';
  readonly verifyAfterExport: boolean;
  readonly statusBar: boolean;
  /** Severity and settings of each migration, as the core reads them. */
  readonly migrations: ReadonlyJSONObject;
}

export const defaultSettings: ISettings = {
  marks: 'idle',
  bulb: true,
  hoverDelay: 500,
  maxMarksPerCell: 3,
  checkOn: 'idle',
  verifyAfterExport: true,
  statusBar: true,
  migrations: {}
};

export class Settings {
  get value(): ISettings {
    return this._value;
  }

  get changed(): ISignal<this, ISettings> {
    return this._changed;
  }

  /** Marks are off until a restart, whatever the registry says. */
  get isPaused(): boolean {
    return this._isPaused;
  }

  pause(isPaused: boolean): void {
    this._isPaused = isPaused;
    this._read();
  }

  /** Follows the registry from now on. */
  follow(settings: ISettingRegistry.ISettings): void {
    this._composite = () => settings.composite as Partial<ISettings>;
    settings.changed.connect(this._read, this);
    this._read();
  }

  private _read(): void {
    this._value = {
      ...defaultSettings,
      ...this._composite(),
      ...(this._isPaused ? { marks: 'off' as const } : {})
    };
    this._changed.emit(this._value);
  }

  private _composite: () => Partial<ISettings> = () => ({});
  private _isPaused = false;
  private _value = defaultSettings;
  private readonly _changed = new Signal<this, ISettings>(this);
}
