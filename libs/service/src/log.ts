import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

export type Log = Logger;

/** One JSON object a line on standard output; `service` names the process. */
export const createLog = (service: string, level: string): Log =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });

/** Nest's own messages through our log; what Nest calls `log` is of interest to developers alone. */
export function nestLogger(log: Log): LoggerService {
  const context = (rest: unknown[]) => ({ context: rest.at(-1) });
  return {
    log: (message, ...rest) => log.debug(context(rest), String(message)),
    warn: (message, ...rest) => log.warn(context(rest), String(message)),
    error: (message, ...rest) => log.error({ stack: rest[0], ...context(rest) }, String(message)),
    debug: (message, ...rest) => log.debug(context(rest), String(message)),
    verbose: (message, ...rest) => log.trace(context(rest), String(message)),
    fatal: (message, ...rest) => log.fatal(context(rest), String(message)),
  };
}
