/** The plugins of the extension; nothing else. */
import { parityPlugin } from './lab/parity/plugin';
import { exportPlugin } from './lab/plugins/export';
import { mainPlugin } from './lab/plugins/main';
import { marksPlugin } from './lab/plugins/marks';
import { panelPlugin } from './lab/plugins/panel';
import { reviewPlugin } from './lab/plugins/review';
import { statusPlugin } from './lab/plugins/status';

export default [
  mainPlugin,
  panelPlugin,
  marksPlugin,
  exportPlugin,
  reviewPlugin,
  statusPlugin,
  parityPlugin
];
