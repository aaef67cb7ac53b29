/** Node loads this file into a service before the service's own code (`--require`), whose clock is then ten years ahead. */
const AHEAD_MS = 10 * 365.25 * 24 * 3_600_000;
const { now: rightNow } = Date;

class DateAhead extends Date {
  constructor(...parameters: [] | [number]) {
    if (parameters.length === 0) super(DateAhead.now());
    else super(...parameters);
  }

  static override now = (): number => rightNow() + AHEAD_MS;
}

globalThis.Date = DateAhead as DateConstructor;
