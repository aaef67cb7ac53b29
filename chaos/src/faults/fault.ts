import type { Installation } from '../installation';
import type { Random } from '../random';

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** About how many seconds it takes: a run is planned by it. */
  readonly seconds: number;
  /** Why this machine can not make it, where some can not; such a fault is left out of the plan. */
  readonly impossible?: () => Promise<string | undefined>;
  /** Makes it happen, waits until it has, and undoes what does not undo itself. False when it did not come about. */
  readonly happen: (installation: Installation, random: Random) => Promise<boolean>;
}
