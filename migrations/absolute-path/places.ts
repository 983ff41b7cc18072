/** Which string literals are paths of one machine and are used as paths. Reads only. */
import { stringValue, type SemanticModel, type SyntaxNode, type ICellModel } from '../../src/core';

export interface IPlace {
  readonly literal: SyntaxNode;
  /** The path as it stands; of an f-string, what stands before its first brace. */
  readonly path: string;
  readonly isFormatted: boolean;
  /** The call takes `Path` objects as well as text. */
  readonly takesPath: boolean;
  /** An argument of `os.path.join`, where a separator at the end says nothing. */
  readonly isJoined: boolean;
}

/** The part of a path that belongs to one machine or account: what groups the places of a notebook. */
const machines: readonly RegExp[] = [
  /^\/(home|Users)\/[\w.-]+(?=\/|$)/,
  /^\/content(?=\/|$)/,
  /^\/kaggle\/(input|working)(?=\/|$)/,
  /^[A-Za-z]:[\\/](Users|Documents and Settings)[\\/][^\\/]+(?=[\\/]|$)/i,
  /^[A-Za-z]:(?=[\\/]\w)/
];

const takesPaths =
  /^(builtins\.open|io\.open|gzip\.open|pathlib\.(Pure)?(Posix|Windows)?Path|os\.(listdir|makedirs|mkdir|remove|unlink|chdir|walk|scandir|stat|rename|path\.\w+)|shutil\.(copy\w*|move|rmtree|unpack_archive)|pandas\.read_(csv|excel|json|parquet|pickle|feather|table)|numpy\.(load|loadtxt|genfromtxt|save|savetxt)|torch\.(load|save)|joblib\.(load|dump)|PIL\.Image\.open|zipfile\.ZipFile|tarfile\.open)$/;
const takesText =
  /^(glob\.i?glob|cv2\.im(read|write)|h5py\.File|sqlite3\.connect|torchvision\.datasets\.\w+|datasets\.load_(dataset|from_disk)|torch\.jit\.(load|save)|pandas\.(HDFStore|ExcelWriter|read_\w+)|numpy\.\w*(load|save|savez|fromfile)\w*|matplotlib\.(pyplot|image)\.(imread|imsave|savefig)|IPython\.display\.(Image|Audio|Video))$/;
const pathMethods =
  /^(to_(csv|json|parquet|pickle|excel|feather|hdf)|savefig|save|save_(model|pretrained|weights|checkpoint)|load_(model|weights|checkpoint|state)|extractall|ImageFolder|DatasetFolder|flow_from_directory|image_dataset_from_directory|imread|imwrite)$/;
const pathName =
  /(^|_)(paths?|files?|dirs?|folders?|root|filenames?|dirname|directory|filepath|fpath|fname)(_|\d|$)|(Path|File|Dir|Folder)s?\d*$/i;

export function machineOf(path: string): string | null {
  for (const expression of machines) {
    const found = expression.exec(path)?.[0];
    if (found !== undefined) {
      return found;
    }
  }
  return null;
}

/** All places of the notebook, in order. */
export function placesOf(model: SemanticModel): readonly IPlace[] {
  return model.collect(placesIn);
}

function placesIn(model: SemanticModel, { syntax }: ICellModel): readonly IPlace[] {
  const found: IPlace[] = [];
  for (const literal of syntax.nodes('string')) {
    const path = pathOf(literal);
    if (path === null || /[\p{Cc}<>|?"{}]/u.test(path) || machineOf(path) === null) {
      continue;
    }
    const use = useOf(model, literal);
    if (use && !isFormField(literal)) {
      const isFormatted = stringValue(literal) === null;
      const target = literal.parent?.parent?.child('function') ?? null;
      const isJoined = model.qualifiedName(target) === 'os.path.join';
      const takesPath = use === 'path' && !isFormatted;
      found.push({ literal, path, isFormatted, takesPath, isJoined });
    }
  }
  return found;
}

/** `path = "…"  # @param`: a field of a Colab form, where whoever runs the notebook sets it; the form needs the plain text. */
function isFormField({ cell, end }: SyntaxNode): boolean {
  const line = cell.source.slice(end, cell.lines.lineEnd(cell.lines.position(end).line));
  return /#\s*@param\b/.test(line);
}

function pathOf(literal: SyntaxNode): string | null {
  const start = literal.childOfKind('string_start');
  if (!start || /b/i.test(start.text) || literal.parent?.kind === 'concatenated_string') {
    return null;
  }
  const value = stringValue(literal);
  if (value !== null) {
    return value;
  }
  const hole = literal.children.find(c => c.kind === 'interpolation');
  const head = literal.cell.source.slice(start.end, hole?.start ?? start.end);
  return /[\\{}]/.test(head) ? null : head;
}

/** How a literal is used as a path: where `Path` objects go too, where only text goes, or not at all. */
function useOf(model: SemanticModel, literal: SyntaxNode): 'path' | 'text' | null {
  let n = literal;
  for (;;) {
    const { parent }: { parent: SyntaxNode | null } = n;
    switch (parent?.kind) {
      case 'parenthesized_expression':
      case 'list':
      case 'tuple':
      case 'dictionary':
        n = parent;
        continue;
      case 'pair':
        if (n.field !== 'value') {
          return null;
        }
        n = parent;
        continue;
      case 'binary_operator':
        if (n.field !== 'left' || parent.child('operator')?.text !== '+') {
          return null;
        }
        n = parent;
        continue;
      case 'argument_list':
        return argumentUse(model, parent.parent, n === literal);
      case 'keyword_argument': {
        const name = parent.child('name')?.text ?? '';
        return pathName.test(name) && !isSetting(parent.parent?.parent ?? null) ? 'text' : null;
      }
      case 'assignment':
        return n.field === 'right' && isPathTarget(parent.child('left')) ? 'text' : null;
      case 'default_parameter':
      case 'typed_default_parameter':
        return pathName.test(parent.child('name')?.text ?? '') ? 'text' : null;
      default:
        return null;
    }
  }
}

function argumentUse(
  model: SemanticModel,
  call: SyntaxNode | null,
  isDirect: boolean
): 'path' | 'text' | null {
  const target = call?.kind === 'call' ? call.child('function') : null;
  const name = model.qualifiedName(target);
  if (name !== null) {
    if (takesPaths.test(name)) {
      return isDirect ? 'path' : 'text';
    }
    if (takesText.test(name)) {
      return 'text';
    }
  }
  const method = target?.kind === 'attribute' ? target.child('attribute')?.text : null;
  return method && pathMethods.test(method) ? 'text' : null;
}

/** `add_argument(…)`, `os.environ.get(…)`, `Field(…)`: it is a setting with a default already. */
function isSetting(call: SyntaxNode | null): boolean {
  return /(^|\.)(add_argument|option|getenv|get|setdefault|Field|print)$/.test(
    call?.child('function')?.text ?? ''
  );
}

function isPathTarget(target: SyntaxNode | null): boolean {
  const name = target?.kind === 'attribute' ? target.child('attribute') : target;
  return name?.kind === 'identifier' && pathName.test(name.text);
}
