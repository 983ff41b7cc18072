/** Functions that run what a file holds while they load it, those that write such files, and what to use in their place. Data only. */

export interface ILoader {
  /** What can be kept in another format, for the sentence that says what to do. */
  readonly instead: string;
  /** The counterparts that write; `dump(object, file)` unless `file` comes first. */
  readonly writers: readonly string[];
  /** Only with this keyword argument set to `True`. */
  readonly onlyWith?: string;
  /** Takes the bytes themselves, not a file. */
  readonly isBytes?: boolean;
}

const data = 'Keep data as JSON or Parquet, arrays as npz, models as ONNX';
const models = 'Keep the model as ONNX, arrays as npz';
const pickleDumps = ['pickle.dump', 'cloudpickle.dump', 'dill.dump', '_pickle.dump'];
const pickleBytes = ['pickle.dumps', 'cloudpickle.dumps', 'dill.dumps', '_pickle.dumps'];
const file: ILoader = { instead: data, writers: pickleDumps };
const bytes: ILoader = { instead: data, writers: pickleBytes, isBytes: true };

export const loaders: Readonly<Record<string, ILoader>> = {
  'pickle.load': file,
  'pickle.loads': bytes,
  'cPickle.load': file,
  'cPickle.loads': bytes,
  '_pickle.load': file,
  'dill.load': file,
  'dill.loads': bytes,
  'cloudpickle.load': file,
  'cloudpickle.loads': bytes,
  'joblib.load': { instead: models, writers: ['joblib.dump'] },
  'sklearn.externals.joblib.load': {
    instead: models,
    writers: ['joblib.dump', 'sklearn.externals.joblib.dump']
  },
  'pandas.read_pickle': { instead: 'Keep the table as Parquet', writers: ['.to_pickle'] },
  'numpy.load': {
    instead: 'Keep the arrays as npz without objects in them',
    writers: ['numpy.save', 'numpy.savez', 'numpy.savez_compressed'],
    onlyWith: 'allow_pickle'
  }
};

/** Writers that take the file before the object. */
export const fileFirst: ReadonlySet<string> = new Set([
  '.to_pickle',
  'numpy.save',
  'numpy.savez',
  'numpy.savez_compressed'
]);

/** Attributes and methods that only a tensor or array has, so that the file holds no model. */
export const tensorNames: ReadonlySet<string> = new Set(
  'numpy shape size dim ndim dtype mean std sum argmax unsqueeze squeeze view reshape permute tolist item'.split(
    ' '
  )
);
/** Attributes and methods of a module: the file holds a whole model. */
export const modelNames: ReadonlySet<string> = new Set(
  'eval train parameters named_parameters forward modules children state_dict zero_grad generate predict'.split(
    ' '
  )
);
/** Reading a part of a dictionary. */
export const dictionaryNames: ReadonlySet<string> = new Set('get items keys values pop'.split(' '));
