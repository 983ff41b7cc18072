import { modelOf } from '../../testing/parser';
import { reservedSetting, settingField, settingsClass, settingsClassName } from './settingsClass';
import { countKnownSettings, isSettingsName, limitOf } from './settingsNames';

const add = (_module: string, name: string): string => name;

async function settingsOf(source: string) {
  const model = await modelOf(source);
  return [...model.nodes('assignment')].map(a => ({
    key: a.child('left')!.text,
    value: a.child('right')!
  }));
}

describe('settingField', () => {
  it.each([
    ['lr = 1e-3', 'lr: float = 1e-3', 'lr: float = Field(1e-3, gt=0)'],
    ['batch_size = 0', 'batch_size: int = 0', 'batch_size: int = 0'],
    ['size = 8 * 1024', 'size: int = 8 * 1024', 'size: int = 8 * 1024'],
    ['shape = (1, 2)', 'shape: tuple[int, int] = (1, 2)', 'shape: tuple[int, int] = (1, 2)'],
    [
      'names = []',
      'names: list[Any] = field(default_factory=list)',
      'names: list[Any] = Field(default_factory=list)'
    ],
    [
      'x = f()',
      'x: Any = field(default_factory=lambda: f())',
      'x: Any = Field(default_factory=lambda: f())'
    ]
  ])('prints %s', async (source, dataclass, pydantic) => {
    const [setting] = await settingsOf(source);
    expect(settingField(setting, 'dataclass', add)).toBe(dataclass);
    expect(settingField(setting, 'pydantic', add)).toBe(pydantic);
  });
});

describe('settingsClass', () => {
  it('checks the limits of a dataclass, whatever the case of the name', async () => {
    const settings = await settingsOf('DROPOUT = 0.5');
    const body = () => settings.map(s => settingField(s, 'dataclass', add));
    const made = { name: 'Settings', style: 'dataclass', frozen: true, body, settings } as const;
    expect(settingsClass(made, add)).toBe(
      [
        '@dataclass(frozen=True)',
        'class Settings:',
        '    DROPOUT: float = 0.5',
        '',
        '    def __post_init__(self) -> None:',
        '        if not 0 <= self.DROPOUT < 1:',
        '            raise ValueError(f"DROPOUT must be at least 0 and below 1, not {self.DROPOUT!r}")'
      ].join('\n')
    );
    expect(settingsClass({ ...made, style: 'pydantic' }, add)).toBe(
      'class Settings(BaseModel, frozen=True):\n    DROPOUT: float = 0.5'
    );
  });

  it('knows the names that a class cannot have', () => {
    expect(reservedSetting(['lr', 'copy'], 'dataclass')).toBeNull();
    expect(reservedSetting(['lr', 'copy'], 'pydantic')).toBe('copy');
    expect(settingsClassName('CFG')).toBe('Config');
    expect(settingsClassName('train_params')).toBe('TrainParams');
  });
});

describe('names of settings', () => {
  it('are told from others', () => {
    expect(['cfg', 'train_params', 'data'].map(isSettingsName)).toEqual([true, true, false]);
    expect(countKnownSettings(['LEARNING_RATE', 'epochs', 'path'])).toBe(2);
    expect([limitOf('LR')?.says, limitOf('num_workers')]).toEqual(['greater than 0', null]);
  });
});
