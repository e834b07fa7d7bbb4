import { Plugin } from '@oclif/core/config';
import type { InstalledPlugin } from '../../app/load-plugin.js';

/** A third-party plugin as oclif sees it, with the way to its definition. */
export class UserPlugin extends Plugin {
  /** Absent where the package brings commands only. */
  source: InstalledPlugin | undefined;
}
