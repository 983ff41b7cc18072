/** Which calls clean up, and which they undo. Data and look-ups only. */
import type { SemanticModel, SyntaxNode } from '../../src/core';

/** What is cleaned up; decides the name of the new function. */
export type CleanupKind =
  'setting' | 'directory' | 'memory' | 'figures' | 'file' | 'folder' | 'lock' | 'resource';

const functions: Readonly<Record<string, CleanupKind>> = {
  'os.chdir': 'directory',
  'torch.cuda.empty_cache': 'memory',
  'torch.mps.empty_cache': 'memory',
  'gc.collect': 'memory',
  'tensorflow.keras.backend.clear_session': 'memory',
  'keras.backend.clear_session': 'memory',
  'keras.utils.clear_session': 'memory',
  'matplotlib.pyplot.close': 'figures',
  'cv2.destroyAllWindows': 'figures',
  'os.remove': 'file',
  'os.unlink': 'file',
  'os.rmdir': 'folder',
  'shutil.rmtree': 'folder'
};

const methods: Readonly<Record<string, CleanupKind>> = {
  release: 'lock',
  unlock: 'lock',
  close: 'resource',
  aclose: 'resource',
  quit: 'resource',
  stop: 'resource',
  disconnect: 'resource',
  terminate: 'resource',
  kill: 'resource',
  shutdown: 'resource',
  cleanup: 'resource',
  logout: 'resource',
  dispose: 'resource',
  destroy: 'resource',
  teardown: 'resource',
  disable: 'resource',
  unregister: 'resource',
  cancel: 'resource',
  unlink: 'file'
};

/** The method that undoes another one. */
export const opposites: Readonly<Record<string, string>> = {
  acquire: 'release',
  lock: 'unlock',
  start: 'stop',
  connect: 'disconnect',
  open: 'close',
  enable: 'disable',
  register: 'unregister',
  login: 'logout'
};

/** What a call cleans up; null for every other call. */
export function kindOfCall(model: SemanticModel, call: SyntaxNode): CleanupKind | null {
  const target = call.child('function');
  const name = model.qualifiedName(target);
  if (name) {
    return Object.hasOwn(functions, name) ? functions[name] : null;
  }
  const method = target?.kind === 'attribute' ? (target.child('attribute')?.text ?? '') : '';
  return Object.hasOwn(methods, method) ? methods[method] : null;
}

/** Name of the function for a kind and what it is about. */
export function managerName(kind: CleanupKind, subject: string): string {
  const about = subject.replace(/^_+/, '').toLowerCase();
  switch (kind) {
    case 'directory':
      return 'working_directory';
    case 'memory':
      return 'clearing_memory';
    case 'figures':
      return 'closing_figures';
    case 'file':
      return 'temporary_file';
    case 'folder':
      return 'temporary_folder';
    case 'setting':
      return about === 'environ' ? 'temporary_environment' : `temporary_${about || 'setting'}`;
    case 'lock':
      return `held_${about || 'lock'}`;
    case 'resource':
      return `managed_${about && about !== 'self' ? about : 'resource'}`;
  }
}

/** What the function does, for its docstring. */
export function managerText(kind: CleanupKind): string {
  switch (kind) {
    case 'directory':
      return 'Changes the working directory for a with block and back again, also after an error.';
    case 'setting':
      return 'Changes a setting for a with block and back again, also after an error.';
    case 'memory':
      return 'Clears memory after a with block, also after an error.';
    case 'lock':
      return 'Releases after a with block, also after an error.';
    default:
      return 'Cleans up after a with block, also after an error.';
  }
}

/** Classes whose objects are context managers that give themselves, with the method that ends them as the end of a `with` block does. */
export const managers: Readonly<Record<string, string>> = {
  'builtins.open()': 'close',
  'io.open()': 'close',
  'codecs.open()': 'close',
  'gzip.open()': 'close',
  'bz2.open()': 'close',
  'lzma.open()': 'close',
  'pathlib.Path.open()': 'close',
  'tarfile.open()': 'close',
  'zipfile.ZipFile': 'close',
  'tempfile.NamedTemporaryFile': 'close',
  'tempfile.TemporaryFile': 'close',
  'urllib.request.urlopen()': 'close',
  'socket.socket': 'close',
  'socket.create_connection()': 'close',
  'requests.Session': 'close',
  'requests.session()': 'close',
  'httpx.Client': 'close',
  'concurrent.futures.ThreadPoolExecutor': 'shutdown',
  'concurrent.futures.ProcessPoolExecutor': 'shutdown',
  'threading.Lock': 'release',
  'threading.RLock': 'release',
  'threading.Semaphore': 'release',
  'multiprocessing.Lock': 'release'
};
