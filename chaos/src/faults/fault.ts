import type { Installation } from '../installation';
import type { Random } from '../random';

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** Makes it happen, waits until it has, and undoes what does not undo itself. False when it did not come about. */
  readonly happen: (installation: Installation, random: Random) => Promise<boolean>;
}
