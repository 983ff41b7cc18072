/** The steps of a run as the tab lists them, with their times. They change only while the run goes on. */
import type { IStep, StepState } from '../../ui/export/state';

interface ITimedStep extends IStep {
  readonly started: number;
}

/** One run after the other: `start` lists new steps, `stop` leaves them as they are. */
export class RunSteps {
  /** @param onChange called after every change, and each second, since times go on */
  constructor(private readonly _onChange: () => void) {}

  get list(): readonly IStep[] {
    return this._steps;
  }

  /** Seconds since the start of the run, until it stopped. */
  get elapsed(): number {
    return this._started === 0 ? 0 : ((this._ended || Date.now()) - this._started) / 1000;
  }

  /** "2/5" while a run goes on. */
  get progressText(): string {
    const at = this._steps.findIndex(s => s.state === 'now');
    return `${Math.max(0, at) + 1}/${this._steps.length}`;
  }

  stateOf(key: string): StepState | null {
    return this._steps.find(s => s.key === key)?.state ?? null;
  }

  start(steps: readonly (readonly [key: string, label: string])[]): void {
    clearInterval(this._clock);
    this._steps = steps.map(([key, label]) => nextStep(key, label));
    this._started = Date.now();
    this._ended = 0;
    this._isOpen = true;
    this._clock = setInterval(this._onChange, 1000);
  }

  stop(): void {
    clearInterval(this._clock);
    this._ended = Date.now();
    this._isOpen = false;
  }

  add(key: string, label: string): void {
    if (this._isOpen) {
      this._steps = [...this._steps, nextStep(key, label)];
    }
  }

  begin(key: string): void {
    this._set(key, { state: 'now', started: Date.now() });
  }

  /** Says how far a step is, or calls it by another name. */
  update(key: string, part: Partial<Pick<IStep, 'label' | 'detail' | 'fraction'>>): void {
    this._set(key, part);
  }

  /** @param seconds what the step took where somebody else measured it */
  end(key: string, seconds: number | null = null): void {
    const step = this._steps.find(s => s.key === key);
    this._set(key, {
      state: 'done',
      detail: '',
      fraction: null,
      seconds: seconds ?? (step ? (Date.now() - step.started) / 1000 : null)
    });
  }

  /** Gives every step that is in one of some states another one. */
  settle(from: readonly StepState[], state: StepState): void {
    for (const { key } of this._steps.filter(s => from.includes(s.state))) {
      this._set(key, { state });
    }
  }

  private _set(key: string, part: Partial<ITimedStep>): void {
    if (this._isOpen) {
      this._steps = this._steps.map(s => (s.key === key ? { ...s, ...part } : s));
      this._onChange();
    }
  }

  private _steps: readonly ITimedStep[] = [];
  private _started = 0;
  private _ended = 0;
  private _isOpen = false;
  private _clock: ReturnType<typeof setInterval> | undefined;
}

function nextStep(key: string, label: string): ITimedStep {
  return { key, label, state: 'next', detail: '', seconds: null, fraction: null, started: 0 };
}
